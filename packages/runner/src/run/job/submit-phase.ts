import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../../errors/command-line.ts'
import type { Failure } from '../../errors/failure-classes.ts'
import { RETRIES } from '../../errors/retries.ts'
import { failureOf, mayRetry } from '../../job/failure.ts'
import { submissionKey } from '../../job/fingerprint.ts'
import type { StateOf, StepEvent } from '../../job/job-state.ts'
import { isKeyOld } from '../../job/key-age.ts'
import { asUncertain, KEY_OLD } from '../../job/recover.ts'
import { submitStep } from '../../job/submit.ts'
import { retryDelay } from '../provider/delays.ts'
import type { TaskOwner } from '../provider/provider-session.ts'
import { withCallback } from './callback.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportFailure, reportRetry, reportUncertain } from './report-end.ts'
import { fillRequest } from './request-of-job.ts'
import { markSharedUncertain, otherOwner, warnSharedTask } from './shared-task.ts'

/**
 * Submits a job: waits for a slot, reserves the cost, records the request, sends it, and records the response. Returns the job's end if it
 * ended; otherwise its state decides the next phase.
 *
 * @throws {StopReason} if the run stops before anything is sent
 */
export async function submitPhase(job: JobRun): Promise<JobEnd | undefined> {
  const { session } = job
  if (job.context.options.policy?.mayPay === false) return forbidden(job)
  if (job.state.phase === 'sent' && (await isForgotten(job))) return leaveToUser(job, job.state)
  job.ticket ??= session.slots.ticket()
  job.slot ??= await session.slots.acquire({ signal: session.submitting, ticket: job.ticket })
  const refused = reserve(job)
  if (refused !== undefined) return refused
  const prepared = await prepare(job)
  if (prepared.failure !== undefined) return afterTransientError(job, prepared.failure)
  const { request } = prepared
  await job.context.markInFlight()
  await session.requests.acquire(session.submitting)
  // The waits may have taken long. After this check nothing stops the submission.
  session.submitting.throwIfAborted()
  if (job.state.phase === 'intended') await job.apply({ type: 'sent' }, { request })
  if (job.state.phase !== 'sent') return undefined
  const { operation } = job.instance
  const event = await submitStep(session.client, { operation, request: withCallback(job, request), key: job.state.key })
  return handleResponse(job, job.withPlausibleCharge(event))
}

/** Never submit with --frozen or in `pull`. */
function forbidden({ context, id, start }: JobRun): JobEnd {
  const reason = 'frozen'
  context.emit({ event: 'job.blocked', job: id, reason, message: `needs a submission, which this run must not make: ${start.cause}` })
  return { status: 'blocked', reason }
}

/**
 * Whether the provider may have forgotten the key of a submission that is to be repeated. For a submission of an earlier run the provider's
 * clock decides. For one of this run both local clocks are checked: the monotonic one, because the other may be set, and the machine's,
 * because it runs while the machine sleeps.
 */
async function isForgotten({ sent, attempt, session, context }: JobRun): Promise<boolean> {
  if (sent === undefined) return session.mayForget(attempt?.sentAt)
  return isKeyOld(sent.wallMs, Date.now()) || isKeyOld(sent.atMs, context.clock.now())
}

/** Makes a submission uncertain because its key is too old to repeat it. */
async function leaveToUser(job: JobRun, state: StateOf<'sent'>): Promise<JobEnd> {
  await job.markUncertain(asUncertain(state, KEY_OLD))
  job.releaseSlot()
  return reportUncertain(job)
}

/**
 * Reserves the cost of a submission. Caps that span several runs count a repeated submission of an earlier run already, so its cost counts
 * only against the caps of this run.
 */
function reserve(job: JobRun): JobEnd | undefined {
  const isCounted = job.state.phase === 'sent'
  if (job.state.phase === 'intended' || job.reservation !== undefined) return undefined
  const { budget, emit } = job.context
  const { session, state, start } = job
  const cost = job.cost()
  // Equal jobs have one key. A provider that honours keys charges them once.
  const key = 'key' in state ? state.key : submissionKey(start.fingerprint, state.attempt)
  const submission = session.isIdempotent ? `${session.id}/${key}` : undefined
  const isShared = submission !== undefined && budget.holds(submission)
  const refusal = isShared ? undefined : budget.refusal(cost, { isCounted })
  if (refusal === undefined) {
    job.reservation = submission === undefined ? budget.reserve(cost, { isCounted }) : budget.reserveOnce(submission, cost, { isCounted })
    return undefined
  }
  const why = job.price.why === undefined ? '' : ` (${job.price.why}); --allow-unpriced submits clips without a price`
  emit({
    event: 'job.blocked',
    job: job.id,
    reason: 'budget',
    message: `would exceed ${refusal.message}${cost.credits === undefined ? why : ''}`,
  })
  return { status: 'waiting', reason: 'budget' }
}

type Prepared = { readonly request: Readonly<Record<string, unknown>>; readonly failure?: never } | { readonly failure: Failure }

async function prepare(job: JobRun): Promise<Prepared> {
  const { state, start } = job
  // A submission that may have been sent is repeated unchanged: a key belongs to one content.
  if (state.phase === 'sent' && job.attempt?.request !== undefined) return { request: job.attempt.request }
  if (state.phase === 'ready') await intend(job, submissionKey(start.fingerprint, state.attempt))
  try {
    return { request: await fillRequest(job) }
  } catch (error) {
    job.session.submitting.throwIfAborted()
    return { failure: failureOf(error) }
  }
}

/**
 * Records what will be sent. If the provider honours keys, this record goes to the disk together with the next one: a crash between the two
 * loses nothing, because the request is sent only after the second.
 */
async function intend(job: JobRun, key: string): Promise<void> {
  if (job.session.isIdempotent) job.applySoon({ type: 'intended', key })
  else await job.apply({ type: 'intended', key })
}

async function handleResponse(job: JobRun, event: StepEvent): Promise<JobEnd | undefined> {
  switch (event.type) {
    case 'turned-away':
      return event.because === 'full' ? waitTurn(job, event.failure) : afterTransientError(job, event.failure)
    case 'lost':
      return afterLoss(job, event)
    case 'refused':
      return afterRefusal(job, event.failure)
    case 'accepted':
    case 'answered':
      return afterGoodResponse(job, event)
    default:
      throw new Error(`a submission cannot end with ${event.type}`)
  }
}

type GoodResponse = Extract<StepEvent, { type: 'accepted' | 'answered' }>

async function afterGoodResponse(job: JobRun, event: GoodResponse): Promise<JobEnd | undefined> {
  job.acceptedAtMs = job.context.clock.now()
  const owner = claim(job, event)
  const other = event.type === 'accepted' ? otherOwner(job, event.taskId, owner) : undefined
  try {
    if (event.type === 'accepted' && other !== undefined) return await markSharedUncertain(job, event, other)
    // Equal jobs have one key. A provider that honours keys makes one task for them, and charges once.
    const isShared = job.session.isIdempotent && owner !== undefined
    await job.apply(isShared ? { ...event, isShared } : event)
  } catch (error) {
    if (event.type === 'accepted') noteUnrecorded(job, event.taskId, error)
    throw error
  }
  if (event.type === 'answered') job.settle(job.paid)
  else job.noteCharge(job.paid)
  warnSharedTask(job, owner)
  return afterAcceptance(job)
}

/** Registers the task or result in the response for this job. Returns the other job that has it already. */
function claim({ session, id, context, start, state }: JobRun, event: GoodResponse): TaskOwner | undefined {
  const key = 'key' in state ? state.key : ''
  const own = { job: id, fingerprint: start.fingerprint }
  if (event.type === 'answered') return session.claim(key, own)
  const claimed = session.claim(event.taskId, own)
  const recorded = context.journal.attempts.ofTask(event.taskId, session.id)
  return claimed ?? (recorded?.key === key && recorded.job !== id ? recorded : undefined)
}

/** Warns that the task could not be recorded, with its id, because the next run does not know the task. */
function noteUnrecorded({ id, session, context }: JobRun, taskId: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  const keep = `keep this command: ${commandLine(['resolve', id, '--task-id', taskId])}`
  const message = `${session.id} accepted ${id} as task ${taskId}, which could not be recorded; ${keep} (${reason})`
  context.emit({ event: 'run.warning', code: 'task-not-recorded', message })
}

function afterAcceptance(job: JobRun): undefined {
  const { state, session, context, start } = job
  job.waits = 0
  job.ticket = undefined
  session.slots.accepted()
  if (state.phase !== 'rendering' && state.phase !== 'fetching') return
  const credits = job.paid
  context.emit({
    event: 'job.submitted',
    job: job.id,
    provider: session.id,
    task_id: state.taskId ?? '',
    key: state.key,
    ...defined({ credits }),
    attempt: state.attempt,
    cause: start.cause,
  })
}

/** Waits for a free slot at the provider. A full provider is not a failure, so no retry is spent. */
async function waitTurn(job: JobRun, failure: Failure): Promise<undefined> {
  const { slots } = job.session
  if (failure.class === 'rate-limit' || failure.retryAfterMs !== undefined) slots.pause(delayOf(job, failure))
  else slots.refused()
  await job.apply({ type: 'turned-away', failure, because: 'full' })
  await releaseAndWait(job, failure)
}

/** Retries after an error before anything was started, as often as `retries` allows. */
async function afterTransientError(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  if (!mayRetry(failure, { retries: job.retries })) return afterRefusal(job, { ...failure, retryable: false })
  job.spendRetry(failure.class)
  await job.apply({ type: 'turned-away', failure, because: 'transient' })
  await releaseAndWait(job, failure)
  return undefined
}

async function afterRefusal(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  await job.apply({ type: 'refused', failure })
  // The cost of an earlier submission that may have been accepted stays counted.
  if (!job.isMaybeSent) job.settle(0)
  if (job.state.phase === 'failed') return reportFailure(job, failure, { resumable: job.isMaybeSent })
  await releaseAndWait(job, failure)
  return undefined
}

async function afterLoss(job: JobRun, event: Extract<StepEvent, { type: 'lost' }>): Promise<JobEnd | undefined> {
  const { sent, context, session } = job
  // Earlier responses may have set the provider's clock, so the time of sending is more exact now.
  await job.apply(event, defined({ sentAt: sent && session.now(context.clock.now() - sent.atMs) }))
  if (job.state.phase === 'uncertain') return reportUncertain(job)
  job.losses += 1
  if (event.isKeyInUse) {
    if (job.losses > RETRIES.keyInUse) return reportUncertain(job, event.failure)
  } else if (job.losses > RETRIES.lostSubmission) {
    const again = 'Run again: the submission is repeated with its key, so it cannot be paid twice.'
    const hint = `${again} If that does not help, settle it: ${commandLine(['resolve', job.id])}`
    return reportFailure(job, { ...event.failure, hint }, { resumable: true })
  }
  await releaseAndWait(job, event.failure)
  return undefined
}

/** Releases the slot and waits before the next try. */
async function releaseAndWait(job: JobRun, failure: Failure): Promise<void> {
  const { context, session } = job
  const delayMs = delayOf(job, failure)
  job.waits += 1
  // In other phases the submission may have been accepted, so its cost stays counted.
  if (job.state.phase === 'ready') job.settle(0)
  job.releaseSlot()
  reportRetry(job, failure, delayMs)
  await context.clock.sleep(delayMs, session.submitting)
}

function delayOf(job: JobRun, { retryAfterMs }: Failure): number {
  return retryDelay(job.waits, { random: job.context.random(), retryAfterMs, baseMs: job.context.options.retryBaseMs })
}
