import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../../errors/failure-classes.ts'
import { RETRIES } from '../../errors/retries.ts'
import { mayRetry } from '../../job/failure.ts'
import type { StepEvent } from '../../job/job-state.ts'
import { retryDelay } from '../provider/delays.ts'
import type { TaskOwner } from '../provider/provider-session.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportFailure, reportRetry, reportUncertain, resolveCommand } from './report-end.ts'
import { markSharedUncertain, otherOwner, warnSharedTask } from './shared-task.ts'

/**
 * Handles the response to a submission, or its absence: records it, and waits if the job is to be submitted again. Returns the job's end if it
 * ended; otherwise its state decides what follows.
 */
export async function afterResponse(job: JobRun, event: StepEvent): Promise<JobEnd | undefined> {
  switch (event.type) {
    case 'accepted':
    case 'returned-result':
      return afterAcceptance(job, event)
    case 'turned-away':
      return event.because === 'full' ? afterFullProvider(job, event.failure) : afterTransientError(job, event.failure)
    case 'refused':
      return handleRefusal(job, event.failure)
    case 'no-response':
      return afterNoResponse(job, event)
    default:
      throw new Error(`a submission cannot end with ${event.type}`)
  }
}

type Acceptance = Extract<StepEvent, { type: 'accepted' | 'returned-result' }>

/** Records the task or the result that the response names. The provider may have named it in a response to another job too. */
async function afterAcceptance(job: JobRun, event: Acceptance): Promise<JobEnd | undefined> {
  job.acceptedAtMs = job.context.clock.now()
  const owner = claimTask(job, event)
  const conflicting = event.type === 'accepted' ? otherOwner(job, event.taskId, owner) : undefined
  try {
    if (event.type === 'accepted' && conflicting !== undefined) return await markSharedUncertain(job, event, conflicting)
    // Jobs with the same request have the same key. A provider that honours keys makes one task for them, and charges once.
    const isShared = job.session.isIdempotent && owner !== undefined
    await job.apply(isShared ? { ...event, isShared } : event)
  } catch (error) {
    if (event.type === 'accepted') warnUnrecorded(job, event.taskId, error)
    throw error
  }
  // A task may still report another charge when it ends.
  if (event.type === 'returned-result') job.closeReservation(job.chargeOrPrice)
  else job.noteCharge(job.chargeOrPrice)
  warnSharedTask(job, owner)
  job.waits = 0
  job.ticket = undefined
  job.session.slots.accepted()
  emitSubmitted(job)
  return undefined
}

/** Registers the task or the result for this job. Returns the other job that has it already, in this run or an earlier one. */
function claimTask({ session, id, context, start, state }: JobRun, event: Acceptance): TaskOwner | undefined {
  const key = 'key' in state ? state.key : ''
  const own = { job: id, fingerprint: start.fingerprint }
  if (event.type === 'returned-result') return session.claimTask(key, own)
  const claimed = session.claimTask(event.taskId, own)
  const recorded = context.journal.attempts.ofTask(event.taskId, session.id)
  return claimed ?? (recorded?.key === key && recorded.job !== id ? recorded : undefined)
}

/** Warns that an accepted task could not be recorded. Names its id, because the next run does not know the task. */
function warnUnrecorded(job: JobRun, taskId: string, error: unknown): void {
  const { id, session, context } = job
  const reason = error instanceof Error ? error.message : String(error)
  const keep = `keep this command: ${resolveCommand(job, '--task-id', taskId)}`
  const message = `${session.id} accepted ${id} as task ${taskId}, which could not be recorded; ${keep} (${reason})`
  context.emit({ event: 'run.warning', code: 'task-not-recorded', message })
}

/** Reports the task of the job's submission. */
export function emitSubmitted({ state, session, context, start, id, chargeOrPrice: credits }: JobRun): void {
  if (state.phase !== 'rendering' && state.phase !== 'fetching') return
  context.emit({
    event: 'job.submitted',
    job: id,
    provider: session.id,
    task_id: state.taskId ?? '',
    key: state.key,
    ...defined({ credits }),
    attempt: state.attempt,
    cause: start.cause,
  })
}

/**
 * Waits until the provider may have a free slot again. A full provider is not a failure of the job, so it costs no retry. But where this run
 * has no other task, only the `timeout` of the job is waited: then others use the account, or the provider refuses this one request.
 */
async function afterFullProvider(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  const { slots } = job.session
  if (isOutOfPatience(job))
    return handleRefusal(job, { ...failure, message: `${failure.message}; ${NOBODY_ELSE}`, hint: BUSY_HINT, retryable: false })
  if (failure.class === 'rate-limit' || failure.retryAfterMs !== undefined) slots.pause(delayOf(job, failure))
  else slots.refused()
  await job.apply({ type: 'turned-away', failure, because: 'full' })
  await releaseAndWait(job, failure)
  return undefined
}

const NOBODY_ELSE = 'this run has no other task there'
const BUSY_HINT = 'Others may use the same account, or the provider does not accept this request. Run again later, or change the request.'

function isOutOfPatience(job: JobRun): boolean {
  const { session, context, instance } = job
  const now = context.clock.now()
  // The job itself holds a slot while it is submitted.
  job.aloneAndFullSinceMs = session.slots.held > 1 ? undefined : (job.aloneAndFullSinceMs ?? now)
  return job.aloneAndFullSinceMs !== undefined && now - job.aloneAndFullSinceMs >= instance.timeoutMs
}

/** Retries after an error before anything was started, as often as `retries` in the manifest allows. */
export async function afterTransientError(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  if (!mayRetry(failure, { retries: job.retries })) return handleRefusal(job, { ...failure, retryable: false })
  job.spendRetry(failure.class)
  await job.apply({ type: 'turned-away', failure, because: 'transient' })
  await releaseAndWait(job, failure)
  return undefined
}

/** Fails the job, or waits until it is submitted again: the state machine decides. */
async function handleRefusal(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  await job.apply({ type: 'refused', failure })
  // If an earlier request with the key may have been accepted, its cost stays counted.
  if (!job.isMaybeSent) job.closeReservation(0)
  if (job.state.phase === 'failed') return reportFailure(job, failure, { resumable: job.isMaybeSent })
  await releaseAndWait(job, failure)
  return undefined
}

/**
 * With a key, waits until the submission is repeated, but only `RETRIES.noResponse` times in one run. Without one, the job is uncertain: the
 * user settles it.
 */
async function afterNoResponse(job: JobRun, event: Extract<StepEvent, { type: 'no-response' }>): Promise<JobEnd | undefined> {
  const { sentTimes, context, session } = job
  // Responses to other requests may have set the provider's clock since, so the time of sending is corrected.
  await job.apply(event, defined({ sentAt: sentTimes && session.now(context.clock.now() - sentTimes.atMs) }))
  if (job.state.phase === 'uncertain') return undefined
  job.noResponses += 1
  if (event.isKeyInUse) {
    if (job.noResponses > RETRIES.keyInUse) return reportUncertain(job, event.failure)
  } else if (job.noResponses > RETRIES.noResponse) {
    const again = 'Run again: the submission is repeated with its key, so it cannot be paid twice.'
    const hint = `${again} If that does not help, settle it: ${resolveCommand(job)}`
    return reportFailure(job, { ...event.failure, hint }, { resumable: true })
  }
  await releaseAndWait(job, event.failure)
  return undefined
}

/** Releases the slot and waits before the next submission. */
async function releaseAndWait(job: JobRun, failure: Failure): Promise<void> {
  const { context, session } = job
  const delayMs = delayOf(job, failure)
  job.waits += 1
  // In the status `sent` the submission may have been accepted, so its cost stays counted.
  if (job.state.phase === 'ready') job.closeReservation(0)
  job.releaseSlot()
  reportRetry(job, failure, delayMs)
  await context.clock.sleep(delayMs, session.submitSignal)
}

function delayOf(job: JobRun, { retryAfterMs }: Failure): number {
  return retryDelay(job.waits, { random: job.context.random(), retryAfterMs, baseMs: job.context.options.retryBaseMs })
}
