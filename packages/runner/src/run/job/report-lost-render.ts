import { commandLine } from '../../errors/command-line.ts'
import type { Failure } from '../../job/failure.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportFailure } from './report-failure.ts'

/** What can be done about a render that was paid for and cannot be had. */
export function lostRenderHint({ id, isRestoring }: JobRun): string {
  const pull = isRestoring ? ', and so does `shotlist pull`' : ''
  return `It was paid for. Each run asks for it once more${pull}; to render it anew, and pay again: ${commandLine(['run', '--force', id])}`
}

/**
 * Says that what a task made, and charged for, can no longer be had: it is read as failed, or not known any more. It is never rendered anew
 * unasked, because that is paid for again: the user decides. `pull` only says that it failed.
 */
export function reportLostRender(job: JobRun, failure: Failure): JobEnd {
  const { context, id, state, lane } = job
  const hint = lostRenderHint(job)
  if (context.options.pull) return reportFailure(job, { ...failure, hint }, { resumable: true })
  const task = 'taskId' in state ? ` as task ${state.taskId}` : ''
  const message = `${lane.table.title} made it${task}, and charged for it; it can no longer be had: ${failure.message}`
  context.emit({ event: 'job.uncertain', job: id, key: 'key' in state ? state.key : '', message, hint })
  return { status: 'uncertain' }
}
