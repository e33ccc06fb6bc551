import { relative } from 'node:path'
import { hanging } from '@shotlist/codegen/text'
import { durationText } from '../../../../errors/amounts.ts'
import { groupByJob, type JobGroup } from '../../../../plan/group-by-job.ts'
import type { JobInstance, Plan } from '../../../../plan/plan.ts'
import { totalOf } from '../../../../plan/total.ts'
import type { Paint } from '../../../../show/text/output.ts'
import { visible } from '../../../../show/text/visible.ts'
import { actionMark, countActions } from './action-text.ts'
import { costColumns, isAllPaid } from './cost-columns.ts'
import { droppedText } from './dropped-text.ts'
import type { PlanDetails } from './plan-details.ts'
import { costNotes, lastLine, limitLines } from './plan-sentence.ts'
import { type Column, tableText } from './plan-table.ts'

export type PlanTextOptions = PlanDetails & {
  readonly cwd: string
  readonly paint: Paint
  /** The terminal's width; undefined if it is not a terminal. */
  readonly columns: number | undefined
  /** List every clip, not only jobs. */
  readonly clips: boolean
  /** List every cell that `if` drops. */
  readonly explain: boolean
}

/** The plan for a person: one line per job, reasons for unknown prices, limits, the expected time, and a sentence that sums it up. */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const { instances, paint, cwd } = options
  const head = `${paint('bold', visible(plan.name))}  ${paint('dim', relative(cwd, plan.manifestPath))}`
  const table = options.clips ? clipTable(options) : jobTable(options)
  const parts = [
    `${head}\n`,
    table,
    costNotes(instances, options),
    droppedText(plan.dropped, options),
    limitLines(plan, options),
    `${hanging('', lastLine(plan, options), options.columns)}\n`,
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function jobTable(options: PlanTextOptions): string {
  const { instances, paint, forecast, columns } = options
  const groups = groupByJob(instances)
  return tableText(jobColumns(options), groups, {
    paint,
    width: columns,
    hasSums: groups.length > 1 && !isAllPaid(instances, forecast),
  })
}

/** The columns of the table with one line per job. */
function jobColumns({ instances: all, paint, forecast }: PlanTextOptions): readonly Column<JobGroup>[] {
  const futuresOf = ({ instances }: JobGroup) => instances.flatMap(({ id }) => forecast.jobs.get(id) ?? [])
  return [
    { title: '', cell: (group) => actionMark(futuresOf(group), paint) },
    { title: 'job', cell: ({ job }) => paint('bold', job), sum: () => 'all' },
    { title: 'uses', cell: ({ instances }) => usesOf(instances), removal: 3 },
    { title: 'clips', cell: ({ instances }) => String(instances.length), sum: () => String(all.length), isRight: true },
    { title: 'length', cell: ({ instances }) => lengthOf(instances), sum: () => lengthOf(all), isRight: true, removal: 2 },
    ...costColumns({ all, forecast, instancesOf: ({ instances }: JobGroup) => instances }),
    { title: 'what a run does', cell: (group) => countActions(futuresOf(group)) },
    { title: 'after', cell: ({ after }) => paint('dim', after.join(', ')), removal: 1 },
  ]
}

function clipTable(options: PlanTextOptions): string {
  const { instances, paint, columns } = options
  return tableText(clipColumns(options), instances, { paint, width: columns })
}

/** The columns of the table with one line per clip. */
function clipColumns({ instances: all, paint, forecast }: PlanTextOptions): readonly Column<JobInstance>[] {
  const futuresOf = ({ id }: JobInstance) => [forecast.jobs.get(id) ?? []].flat()
  return [
    { title: '', cell: (instance) => actionMark(futuresOf(instance), paint) },
    { title: 'clip', cell: ({ id }) => paint('bold', visible(id)) },
    { title: 'uses', cell: (instance) => usesOf([instance]), removal: 1 },
    { title: 'file', cell: ({ output }) => visible(output ?? ''), removal: 3 },
    { title: 'length', cell: ({ seconds }) => (seconds === undefined ? '' : durationText(seconds, 2)), isRight: true, removal: 2 },
    ...costColumns({ all, forecast, instancesOf: (instance: JobInstance) => [instance] }),
    { title: 'what a run does', cell: (instance) => visible(countActions(futuresOf(instance))) },
  ]
}

function lengthOf(instances: readonly JobInstance[]): string {
  const { seconds } = totalOf(instances)
  return seconds === 0 ? '' : durationText(seconds, 2)
}

function usesOf(instances: readonly JobInstance[]): string {
  const [first] = instances
  return first === undefined ? '' : `${first.provider}/${first.operation}`
}
