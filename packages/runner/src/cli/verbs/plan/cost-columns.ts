import { unitsBetween, usdBetween } from '../../../errors/amounts.ts'
import type { JobInstance } from '../../../plan/plan.ts'
import { totalOf } from '../../../plan/total.ts'
import { isPaid } from './action-text.ts'
import type { Foresight } from './foresee.ts'

/** The columns that say what clips cost. */
type CostColumns = {
  readonly titles: readonly string[]
  /** The columns in dollars. */
  readonly usdColumns: readonly number[]
  /** Whether they tell what this run costs apart from the whole. */
  readonly isSplit: boolean
  of(instances: readonly JobInstance[]): readonly string[]
}

/** Columns of the cost, and where a run pays for a part of the clips only, of what this run costs next to the whole. */
export function costColumns(all: readonly JobInstance[], { jobs }: Foresight): CostColumns {
  const isNow = ({ id }: JobInstance) => isPaid(jobs.get(id))
  if (all.every(isNow)) return { titles: ['cost', ''], usdColumns: [1], isSplit: false, of: costCells }
  return {
    titles: ['this run', '', 'the whole', ''],
    usdColumns: [3, 1],
    isSplit: true,
    of: (instances) => [...costCells(instances.filter(isNow)), ...costCells(instances)],
  }
}

function costCells(instances: readonly JobInstance[]): readonly [units: string, usd: string] {
  if (instances.length === 0) return ['nothing', '']
  const total = totalOf(instances)
  const units = new Set(instances.map(({ price }) => price.unit))
  const [unit = ''] = units
  const amount = units.size > 1 ? '' : unitsBetween(total.credits, total.most.credits, unit)
  return [
    withUnknown(amount, { unknown: total.unpriced, of: total.clips }),
    total.withoutUsd === total.clips
      ? ''
      : withUnknown(usdBetween(total.usd, total.most.usd), { unknown: total.withoutUsd, of: total.clips }),
  ]
}

/** `45 credits + ?`: what is not known is never left out. */
function withUnknown(known: string, { unknown, of }: { readonly unknown: number; readonly of: number }): string {
  if (unknown === 0) return known
  return unknown === of || known === '' ? '?' : `${known} + ?`
}
