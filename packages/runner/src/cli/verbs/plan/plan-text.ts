import { relative } from 'node:path'
import { hanging } from '@shotlist/codegen/text'
import { durationText, unitsBetween, usdBetween } from '../../../errors/amounts.ts'
import { groupByJob, type JobGroup } from '../../../plan/group-by-job.ts'
import type { JobInstance, Plan } from '../../../plan/plan.ts'
import { totalOf } from '../../../plan/total.ts'
import { alignColumns, narrow } from '../../../show/text/columns.ts'
import type { Paint } from '../../../show/text/output.ts'
import { visible } from '../../../show/text/visible.ts'
import { actionMark, actionText, countActions, isPaid } from './action-text.ts'
import type { Forecast } from './forecast.ts'
import type { PlanDetails } from './plan-details.ts'
import { costNotes, lastLine, limitLines } from './plan-sentence.ts'

export type PlanTextOptions = PlanDetails & {
  readonly cwd: string
  readonly paint: Paint
  /** The terminal's width; undefined if it is not a terminal. */
  readonly columns: number | undefined
  /** List every clip, not only jobs. */
  readonly clips: boolean
}

/** The plan for a person: one line per job, reasons for unknown prices, limits, the expected time, and a sentence that sums it up. */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const { instances, paint, cwd } = options
  const head = `${paint('bold', visible(plan.name))}  ${paint('dim', relative(cwd, plan.manifestPath))}`
  const table = options.clips ? clipTable(options) : jobTable(groupByJob(instances), options)
  const parts = [
    `${head}\n`,
    table,
    costNotes(instances, options),
    limitLines(plan, options),
    `${hanging('', lastLine(plan, options), options.columns)}\n`,
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function jobTable(groups: readonly JobGroup[], { instances: all, paint, forecast, columns }: PlanTextOptions): string {
  const costs = costColumns(all, forecast)
  const titles = ['', 'job', 'uses', 'clips', 'length', ...costs.titles, 'what a run does', 'after']
  const rows = groups.map(({ job, instances, after }) => {
    const total = totalOf(instances)
    const futures = instances.flatMap(({ id }) => forecast.jobs.get(id) ?? [])
    return [
      actionMark(futures, paint),
      paint('bold', job),
      usesOf(instances),
      String(total.clips),
      total.seconds === 0 ? '' : durationText(total.seconds, 2),
      ...costs.of(instances),
      countActions(futures),
      paint('dim', after.join(', ')),
    ]
  })
  const sum = totalOf(all)
  const sumRow = ['', 'all', '', String(sum.clips), sum.seconds === 0 ? '' : durationText(sum.seconds, 2), ...costs.of(all), '', '']
  const head = titles.map((title) => paint('dim', title))
  const body = costs.isSplit && groups.length > 1 ? [...rows, sumRow.map((cell) => paint('dim', cell))] : rows
  const last = titles.length - 1
  const dispensable = [last, 4, 2, ...costs.usdColumns.map((column) => column + 5)]
  return tableText([head, ...body], { right: [3, 4, ...costs.titles.map((_, nth) => nth + 5)], dispensable, columns })
}

function clipTable({ instances, forecast, paint, columns }: PlanTextOptions): string {
  const costs = costColumns(instances, forecast)
  const head = ['', 'clip', 'uses', 'file', 'length', ...costs.titles, 'what a run does'].map((title) => paint('dim', title))
  const rows = instances.map((instance) => {
    const future = forecast.jobs.get(instance.id)
    return [
      actionMark(future === undefined ? [] : [future], paint),
      paint('bold', visible(instance.id)),
      usesOf([instance]),
      visible(instance.output ?? ''),
      instance.seconds === undefined ? '' : durationText(instance.seconds, 2),
      ...costs.of([instance]),
      future === undefined ? '' : visible(actionText(future)),
    ]
  })
  const dispensable = [2, 4, 3, ...costs.usdColumns.map((column) => column + 5)]
  return tableText([head, ...rows], { right: [4, ...costs.titles.map((_, nth) => nth + 5)], dispensable, columns })
}

type TableOptions = { readonly right: readonly number[]; readonly dispensable: readonly number[]; readonly columns: number | undefined }

function tableText(rows: readonly (readonly string[])[], { right, dispensable, columns }: TableOptions): string {
  const { rows: fitting, gone } = narrow(rows, { columns, dispensable })
  const before = (index: number) => [...gone].filter((each) => each < index).length
  return alignColumns(fitting, { columns, right: right.filter((index) => !gone.has(index)).map((index) => index - before(index)) })
}

function usesOf(instances: readonly JobInstance[]): string {
  const [first] = instances
  return first === undefined ? '' : `${first.provider}/${first.operation}`
}

/** The columns with prices. */
type CostColumns = {
  readonly titles: readonly string[]
  /** The columns in dollars. */
  readonly usdColumns: readonly number[]
  /** Whether the cost of this run has columns of its own, beside the cost of all clips. */
  readonly isSplit: boolean
  of(instances: readonly JobInstance[]): readonly string[]
}

/** The columns with prices: of all clips, and if a run pays only for a part of them, of this run as well. */
function costColumns(all: readonly JobInstance[], { jobs }: Forecast): CostColumns {
  const isNow = ({ id }: JobInstance) => isPaid(jobs.get(id))
  if (all.every(isNow)) return { titles: ['cost', ''], usdColumns: [1], isSplit: false, of: costCells }
  return {
    titles: ['this run', '', 'all clips', ''],
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

/** `45 credits + ?` if some prices are not known. */
function withUnknown(known: string, { unknown, of }: { readonly unknown: number; readonly of: number }): string {
  if (unknown === 0) return known
  return unknown === of || known === '' ? '?' : `${known} + ?`
}
