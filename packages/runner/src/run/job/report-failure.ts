import type { Failure } from '../../job/failure.ts'
import { StopReason } from '../stop-reason.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'

/**
 * Says that a job failed, and draws the consequences for others: a bad key or an empty account concerns all jobs of the provider.
 *
 * @param resumable whether the next run goes on with what was paid for
 * @param isOld it failed in an earlier run, and was not tried again: nobody was refused anything now
 */
export function reportFailure(job: JobRun, failure: Failure, { resumable = false, isOld = false } = {}): JobEnd {
  const { context, id, state } = job
  const { class: kind, code, message, hint } = failure
  context.emit({
    event: 'job.failed',
    job: id,
    class: kind,
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...('taskId' in state && state.taskId !== undefined && { task_id: state.taskId }),
    resumable,
  })
  if (code !== MISSING_KEY && !isOld) stopLane(job, failure)
  if (context.options.failFast) context.stopSubmitting(new StopReason('fail-fast', `${id} failed, and --fail-fast was given`, id))
  return { status: 'failed', class: kind }
}

/** There is no lane to stop where there is no key for it. */
const MISSING_KEY = 'missing-key'

/** A refusal may concern all jobs of the provider. */
function stopLane(job: JobRun, { class: kind, message }: Failure): void {
  if (kind !== 'auth' && kind !== 'quota' && kind !== 'moderation') return
  const { lane, id } = job
  if (kind === 'auth') lane.stop(new StopReason('auth', `${lane.id} does not accept the key`, id))
  if (kind === 'quota') lane.stop(new StopReason('quota', `${lane.id} has no credits left: ${message}`, id))
  if (kind === 'moderation' && lane.countModeration()) {
    lane.stop(new StopReason('moderation', `the content review of ${lane.id} refused as many jobs as stop_after.moderation allows`, id))
  }
}
