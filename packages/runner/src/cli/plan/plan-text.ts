import { relative } from 'node:path'
import { groupByJob, type JobGroup } from '../../plan/group-by-job.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { totalOf } from '../../plan/total.ts'
import { seconds, units, usd } from '../../text/amounts.ts'
import { alignColumns } from '../../text/columns.ts'
import { hanging } from '../../text/hanging.ts'
import { narrow } from '../../text/narrow.ts'
import type { Paint } from '../../text/paint.ts'
import { visible } from '../../text/visible.ts'
import { actionMark, actionText, countActions } from './action-text.ts'
import type { Outlook } from './outlook.ts'
import { costNotes, limitLines } from './plan-notes.ts'
import { lastLine } from './plan-sentence.ts'

export type PlanTextOptions = Outlook & {
  readonly cwd: string
  readonly paint: Paint
  /** The terminal's width; absent where it is none. */
  readonly columns: number | undefined
  /** List every clip, not only every job. */
  readonly clips: boolean
}

/** The plan for a person: a line a job, why prices are missing, limits and time, and a last line that can be read aloud. */
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

function jobTable(groups: readonly JobGroup[], { paint, foresight, columns }: PlanTextOptions): string {
  const head = ['', 'job', 'uses', 'clips', 'length', 'cost', '', 'what a run does', 'after'].map((title) => paint('dim', title))
  const rows = groups.map(({ job, instances, after }) => {
    const total = totalOf(instances)
    const futures = instances.flatMap(({ id }) => foresight.jobs.get(id) ?? [])
    return [
      actionMark(futures, paint),
      paint('bold', job),
      usesOf(instances),
      String(total.clips),
      total.seconds === 0 ? '' : seconds(total.seconds),
      total.unpriced === total.clips ? '?' : units(total.credits, instances[0]?.price.unit ?? ''),
      total.withoutUsd === total.clips ? '' : usd(total.usd),
      countActions(futures),
      paint('dim', after.join(', ')),
    ]
  })
  return tableText([head, ...rows], { right: [3, 4, 5, 6], dispensable: [8, 4, 2, 6], columns })
}

function clipTable({ instances, foresight, paint, columns }: PlanTextOptions): string {
  const head = ['', 'clip', 'uses', 'file', 'length', 'cost', '', 'what a run does'].map((title) => paint('dim', title))
  const rows = instances.map((instance) => {
    const future = foresight.jobs.get(instance.id)
    return [
      actionMark(future === undefined ? [] : [future], paint),
      paint('bold', visible(instance.id)),
      usesOf([instance]),
      visible(instance.output ?? ''),
      instance.seconds === undefined ? '' : seconds(instance.seconds),
      instance.price.credits === undefined ? '?' : units(instance.price.credits, instance.price.unit),
      instance.price.usd === undefined ? '' : usd(instance.price.usd),
      future === undefined ? '' : visible(actionText(future)),
    ]
  })
  return tableText([head, ...rows], { right: [4, 5, 6], dispensable: [2, 4, 3, 6], columns })
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
