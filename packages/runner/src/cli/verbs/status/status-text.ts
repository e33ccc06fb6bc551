import { posix } from 'node:path'
import type { JobInstance } from '../../../plan/plan.ts'
import { durationText } from '../../../show/reporters/duration-text.ts'
import { alignColumns } from '../../../show/text/columns.ts'
import type { Paint } from '../../../show/text/paint.ts'
import { brief, visible } from '../../../show/text/visible.ts'
import type { JobRecord, RunRecord } from '../../../store/journal/records.ts'

type Status = {
  readonly run: RunRecord | undefined
  readonly condition: string
  readonly jobs: readonly JobRecord[]
  /** Clips of the manifest that no run has come to yet. */
  readonly fresh: readonly JobInstance[]
  /** Ids of those that may have been submitted though nothing here tells of it. */
  readonly doubts: ReadonlyMap<string, unknown>
  /** Where outputs lie, as people name it from here; absent where the manifest does not say it any more. */
  readonly outputDir: string | undefined
  /** What the clips have cost so far, in words; absent where nobody can say, and where nothing is paid. */
  readonly spent: string | undefined
  /** The terminal's width; absent where it is none. */
  readonly columns: number | undefined
}

/** Where a run and its clips stand, for a person. */
export function statusText({ run, condition, jobs, fresh, doubts, columns, outputDir, spent }: Status, paint: Paint): string {
  const shownPath = (output: string) => (outputDir === undefined ? output : posix.join(outputDir, output))
  const rows = [
    ...jobs.map(({ id, state, output }) => [
      phaseText(state.phase, paint),
      visible(id),
      'taskId' in state && state.taskId !== undefined ? visible(state.taskId) : '',
      brief('failure' in state ? `${state.failure.message} (${state.failure.class})` : output === undefined ? '' : shownPath(output)),
    ]),
    ...fresh.map(({ id }) =>
      doubts.has(id)
        ? [paint('yellow', 'in doubt'), visible(id), '', 'the lockfile says that it may be in flight, and nothing here knows of it']
        : [paint('dim', 'new'), visible(id), '', ''],
    ),
  ]
  const titles = ['state', 'job', 'task', 'file or reason'].map((title) => paint('dim', title))
  const counts = new Map<string, number>()
  for (const phase of [...jobs.map(({ state }) => state.phase), ...fresh.map(({ id }) => (doubts.has(id) ? 'in doubt' : 'new'))])
    counts.set(phase, (counts.get(phase) ?? 0) + 1)
  const summary = [...counts].map(([phase, count]) => `${count.toLocaleString('en')} ${phase}`).join(', ')
  return `${run === undefined ? 'not run yet\n\n' : headText(run, condition, paint)}${alignColumns([titles, ...rows], { columns })}\n${summary}${spent === undefined ? '' : `; spent ${spent}`}\n`
}

/** `failed  run of 2026-11-20 07:40:11 UTC, 12 s`. */
function headText({ verb, startedAt, finishedAt }: RunRecord, condition: string, paint: Paint): string {
  const lasted = finishedAt === undefined ? '' : `, ${durationText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}`
  return `${paint('bold', condition)}  ${verb} of ${startedAt.slice(0, 19).replace('T', ' ')} UTC${lasted}\n\n`
}

function phaseText(phase: JobRecord['state']['phase'], paint: Paint): string {
  if (phase === 'done') return paint('green', phase)
  if (phase === 'failed') return paint('red', phase)
  return paint(phase === 'uncertain' ? 'yellow' : 'cyan', phase)
}
