import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../../errors/failure-classes.ts'
import { failureOf } from '../../job/failure.ts'
import { submissionKey } from '../../job/fingerprint.ts'
import type { StateOf } from '../../job/job-state.ts'
import { isKeyOld } from '../../job/key-age.ts'
import { asUncertain, KEY_OLD } from '../../job/recover.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { withPlausibleCharge } from './plausible-charge.ts'
import type { Request } from './sending/sender.ts'
import { afterResponse, afterTransientError } from './submit-response.ts'

/**
 * Submits a job once: waits for a slot, reserves the cost, uploads inputs, records the submission, sends it, and handles the response.
 * Returns the job's end if it ended; otherwise its state decides what follows. A job that may have been sent before (`sent`) is submitted
 * again with the same key and the same request.
 *
 * @throws {StopReason} if the run stops before anything is sent
 */
export async function submitJob(job: JobRun): Promise<JobEnd | undefined> {
  const { session, context } = job
  if (context.options.policy?.mayPay === false) return endWithoutPaying(job)
  if (job.state.phase === 'sent' && (await mayKeyBeForgotten(job))) return endAsUncertain(job, job.state)
  job.ticket ??= session.slots.ticket()
  job.slot ??= await session.slots.acquire({ signal: session.submitSignal, ticket: job.ticket })
  const overBudget = await reserveCost(job)
  if (overBudget !== undefined) return overBudget
  if (job.state.phase === 'ready') await recordIntent(job, job.state)
  const filled = await requestToSend(job)
  if (filled.failure !== undefined) return afterTransientError(job, filled.failure)
  const { request, sent } = filled
  await context.markInFlight()
  await session.requests.acquire(session.submitSignal)
  // The run may have stopped during the waits above. It is not asked again: after this check only a record that cannot be written prevents the
  // request.
  session.submitSignal.throwIfAborted()
  if (job.state.phase === 'intended') await job.apply({ type: 'sending' }, { request })
  if (job.state.phase !== 'sent') return undefined
  const event = await session.sender.send(job, sent, job.state.key)
  return afterResponse(job, withPlausibleCharge(job, event))
}

/** Ends a job in a run that must not pay: with `--frozen`, or in `pull`. */
function endWithoutPaying({ context, id, start }: JobRun): JobEnd {
  const reason = 'frozen'
  context.emit({ event: 'job.blocked', job: id, reason, message: `needs a submission, which this run must not make: ${start.cause}` })
  return { outcome: 'blocked', reason }
}

/**
 * Whether the provider may have forgotten the key of a submission that is to be repeated. If an earlier run sent it, the provider's clock
 * decides. If this run sent it, the key is too old if either of two clocks says so: the run's, because the machine's may be set, and the
 * machine's, because the run's stops while the machine sleeps.
 */
async function mayKeyBeForgotten({ sentTimes, attempt, session, context }: JobRun): Promise<boolean> {
  if (sentTimes === undefined) return session.mayForget(attempt?.sentAt)
  const lifetime = session.table.keyLifetimeSeconds
  return isKeyOld(sentTimes.wallMs, Date.now(), lifetime) || isKeyOld(sentTimes.atMs, context.clock.now(), lifetime)
}

/** Ends a job whose key is too old for a repetition: the user settles it. */
async function endAsUncertain(job: JobRun, state: StateOf<'sent'>): Promise<undefined> {
  await job.markUncertain(asUncertain(state, KEY_OLD))
  job.releaseSlot()
}

/**
 * Reserves the cost of the submission in the run's budget. Returns the job's end if the budget does not allow it. The cost of a repetition
 * counts only in the caps of this run, because caps that span several runs count the first submission already.
 */
async function reserveCost(job: JobRun): Promise<JobEnd | undefined> {
  if (job.state.phase === 'intended' || job.reservation !== undefined) return undefined
  const { budget, emit } = job.context
  const { session, state, start } = job
  const isRepetition = state.phase === 'sent'
  const cost = job.updatePrice()
  // Jobs with the same request have the same key. A provider that honours keys charges them once, so their cost is reserved once.
  const key = 'key' in state ? state.key : submissionKey(start.fingerprint, state.attempt)
  const submission = session.isIdempotent ? `${session.id}/${key}` : undefined
  const { reservation, refusal } = await budget.tryReserve(cost, { isRepetition, ...defined({ submission }) })
  job.reservation = reservation
  if (refusal === undefined) return undefined
  const why = job.price.why === undefined ? '' : ` (${job.price.why}); --allow-unpriced submits clips without a price`
  emit({
    event: 'job.blocked',
    job: job.id,
    reason: 'budget',
    message: `would exceed ${refusal.message}${cost.credits === undefined ? why : ''}`,
  })
  return { outcome: 'waiting', reason: 'budget' }
}

/** A request as it is recorded, and as it is sent: with the contents of its files. */
type FilledRequest = { readonly request: Request; readonly sent: Request; readonly failure?: never } | { readonly failure: Failure }

/** Completes the request: uploads files, and inserts outputs of other jobs. A repetition has its recorded request. */
async function requestToSend(job: JobRun): Promise<FilledRequest> {
  const { state } = job
  try {
    // A repetition sends the recorded request, because a provider may refuse another request with the same key.
    const recorded = state.phase === 'sent' ? job.attempt?.request : undefined
    const request = recorded ?? (await job.session.sender.fill(job))
    return { request, sent: await job.session.sender.open(job, request) }
  } catch (error) {
    job.session.submitSignal.throwIfAborted()
    return { failure: failureOf(error) }
  }
}

/**
 * Records that the job will be submitted, and under which key. With a provider that honours keys the record need not be on the disk yet: the
 * next record (`sending`) is written after it and before the request is sent, and a crash before that loses a submission that was not sent.
 */
async function recordIntent(job: JobRun, { attempt }: StateOf<'ready'>): Promise<void> {
  const key = submissionKey(job.start.fingerprint, attempt)
  if (job.session.isIdempotent) job.applyWithoutFlush({ type: 'intended', key })
  else await job.apply({ type: 'intended', key })
}
