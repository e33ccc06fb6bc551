import { unitsBetween, usdBetween } from '../../../../errors/amounts.ts'
import type { JobInstance } from '../../../../plan/plan.ts'
import { totalOf } from '../../../../plan/total.ts'
import { isPaid } from './action-text.ts'
import type { Forecast } from './forecast.ts'
import type { Column } from './plan-table.ts'

type Options<Row> = {
  readonly all: readonly JobInstance[]
  readonly forecast: Forecast
  instancesOf(row: Row): readonly JobInstance[]
}

/** Amounts in dollars are removed after all other columns, those of this run last. */
const USD_REMOVAL = { all: 10, now: 11 } as const

/** Whether a run pays for every clip. */
export function isAllPaid(instances: readonly JobInstance[], { jobs }: Forecast): boolean {
  return instances.every(({ id }) => isPaid(jobs.get(id)))
}

/** The columns with prices: of all clips, and before them those of this run if it pays only for a part of the clips. */
export function costColumns<Row>({ all, forecast, instancesOf }: Options<Row>): readonly Column<Row>[] {
  const costs = (title: string, select: (instances: readonly JobInstance[]) => readonly JobInstance[], removal: number): Column<Row>[] => [
    { title, cell: (row) => unitsCell(select(instancesOf(row))), sum: () => unitsCell(select(all)), isRight: true },
    { title: '', cell: (row) => usdCell(select(instancesOf(row))), sum: () => usdCell(select(all)), isRight: true, removal },
  ]
  const ofAll = (title: string) => costs(title, (instances) => instances, USD_REMOVAL.all)
  if (isAllPaid(all, forecast)) return ofAll('cost')
  const paidNow = (instances: readonly JobInstance[]) => instances.filter(({ id }) => isPaid(forecast.jobs.get(id)))
  return [...costs('this run', paidNow, USD_REMOVAL.now), ...ofAll('all clips')]
}

function unitsCell(instances: readonly JobInstance[]): string {
  if (instances.length === 0) return 'nothing'
  const total = totalOf(instances)
  const units = new Set(instances.map(({ price }) => price.unit))
  const [unit = ''] = units
  const amount = units.size > 1 ? '' : unitsBetween(total.credits, total.most.credits, unit)
  return withUnknown(amount, { unknown: total.unpriced, of: total.clips })
}

function usdCell(instances: readonly JobInstance[]): string {
  const total = totalOf(instances)
  if (total.withoutUsd === total.clips) return ''
  return withUnknown(usdBetween(total.usd, total.most.usd), { unknown: total.withoutUsd, of: total.clips })
}

/** `45 credits + ?` if some prices are not known. */
function withUnknown(known: string, { unknown, of }: { readonly unknown: number; readonly of: number }): string {
  if (unknown === 0) return known
  return unknown === of || known === '' ? '?' : `${known} + ?`
}
