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
 * Brings a job's submission to the provider: waits for a slot, puts the money aside, writes down what is about to be sent, sends it, writes
 * down what came of it. Returns how the job ended, if it did; otherwise its state says what comes next.
 *
 * @throws {StopReason} called off before anything was sent
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
  await session.requests.take(session.submitting)
  // Checked once more after the waits: from here on nothing calls it off.
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
  context.emit({ event: 'job.blocked', job: id, reason, message: `not submitted, though it would have to be: ${start.cause}` })
  return { status: 'blocked', reason }
}

/**
 * Whether the provider may have forgotten the key of a submission that is to be repeated. Of one of an earlier run its own clock decides; of one of
 * this run, the clock that is never set, and the one that goes on while the machine sleeps.
 */
async function isForgotten({ sent, attempt, session, context }: JobRun): Promise<boolean> {
  if (sent === undefined) return session.mayForget(attempt?.sentAt)
  return isKeyOld(sent.wallMs, Date.now()) || isKeyOld(sent.atMs, context.clock.now())
}

/** The provider's clock says what this machine's did not. */
async function leaveToUser(job: JobRun, state: StateOf<'sent'>): Promise<JobEnd> {
  await job.markUncertain(asUncertain(state, KEY_OLD))
  job.releaseSlot()
  return reportUncertain(job)
}

/** Puts the money aside. What an earlier run sent counts for the caps of this run alone: it may only be paid for now. */
function reserve(job: JobRun): JobEnd | undefined {
  const isCounted = job.state.phase === 'sent'
  if (job.state.phase === 'intended' || job.reservation !== undefined) return undefined
  const { budget, emit } = job.context
  const { session, state, start } = job
  const cost = job.cost()
  // Equal jobs have one key, and are charged once where that is honoured.
  const key = 'key' in state ? state.key : submissionKey(start.fingerprint, state.attempt)
  const submission = session.isIdempotent ? `${session.id}/${key}` : undefined
  const isShared = submission !== undefined && budget.holds(submission)
  const refusal = isShared ? undefined : budget.refusal(cost, { isCounted })
  if (refusal === undefined) {
    job.reservation = submission === undefined ? budget.reserve(cost, { isCounted }) : budget.reserveOnce(submission, cost, { isCounted })
    return undefined
  }
  const why = job.price.why === undefined ? '' : ` (${job.price.why}); --allow-unpriced submits what has no price`
  emit({
    event: 'job.blocked',
    job: job.id,
    reason: 'budget',
    message: `would go beyond ${refusal.message}${cost.credits === undefined ? why : ''}`,
  })
  return { status: 'waiting', reason: 'budget' }
}

type Prepared = { readonly request: Readonly<Record<string, unknown>>; readonly failure?: never } | { readonly failure: Failure }

async function prepare(job: JobRun): Promise<Prepared> {
  const { state, start } = job
  // What may have been sent is sent again as it was, so that the key and the content stay together.
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
 * Writes down what is about to be sent. Under a key that the provider honours, a run that dies between this and the next record need not know
 * how far it came: both go to the disk together, and in any case before anything is sent.
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
      throw new Error(`a submission does not come to ${event.type}`)
  }
}

type GoodResponse = Extract<StepEvent, { type: 'accepted' | 'answered' }>

async function afterGoodResponse(job: JobRun, event: GoodResponse): Promise<JobEnd | undefined> {
  job.acceptedAtMs = job.context.clock.now()
  const owner = claim(job, event)
  const other = event.type === 'accepted' ? otherOwner(job, event.taskId, owner) : undefined
  try {
    if (event.type === 'accepted' && other !== undefined) return await markSharedUncertain(job, event, other)
    // Equal jobs have one key, and so one task at a provider that honours keys: it is charged once.
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

/** The other job that has what was answered. */
function claim({ session, id, context, start, state }: JobRun, event: GoodResponse): TaskOwner | undefined {
  const key = 'key' in state ? state.key : ''
  const own = { job: id, fingerprint: start.fingerprint }
  if (event.type === 'answered') return session.claim(key, own)
  const claimed = session.claim(event.taskId, own)
  const recorded = context.journal.attempts.ofTask(event.taskId, session.id)
  return claimed ?? (recorded?.key === key && recorded.job !== id ? recorded : undefined)
}

/** The disk does not take what was answered, and the next run would not know of the task: its id is said instead. */
function noteUnrecorded({ id, session, context }: JobRun, taskId: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  const keep = `keep this: ${commandLine(['resolve', id, '--task-id', taskId])}`
  const message = `${session.id} took ${id} as task ${taskId}, which could not be written down; ${keep} (${reason})`
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

/** The provider has no room: that is no failure, however often it happens. */
async function waitTurn(job: JobRun, failure: Failure): Promise<undefined> {
  const { slots } = job.session
  if (failure.class === 'rate-limit' || failure.retryAfterMs !== undefined) slots.pause(delayOf(job, failure))
  else slots.turnedAway()
  await job.apply({ type: 'turned-away', failure, because: 'full' })
  await releaseAndWait(job, failure)
}

/** Nothing was started, but not for want of room: that may happen as often as the job may be retried. */
async function afterTransientError(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  if (!mayRetry(failure, { retries: job.retries })) return afterRefusal(job, { ...failure, retryable: false })
  job.spendRetry(failure.class)
  await job.apply({ type: 'turned-away', failure, because: 'transient' })
  await releaseAndWait(job, failure)
  return undefined
}

async function afterRefusal(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  await job.apply({ type: 'refused', failure })
  // What may have been taken before stays counted.
  if (!job.isMaybeSent) job.settle(0)
  if (job.state.phase === 'failed') return reportFailure(job, failure, { resumable: job.isMaybeSent })
  await releaseAndWait(job, failure)
  return undefined
}

async function afterLoss(job: JobRun, event: Extract<StepEvent, { type: 'lost' }>): Promise<JobEnd | undefined> {
  const { sent, context, session } = job
  // By now the provider may have said what time it is.
  await job.apply(event, sent === undefined ? {} : { sentAt: session.now(context.clock.now() - sent.atMs) })
  if (job.state.phase === 'uncertain') return reportUncertain(job)
  job.losses += 1
  if (event.isKeyInUse) {
    if (job.losses > RETRIES.keyInUse) return reportUncertain(job, event.failure)
  } else if (job.losses > RETRIES.lostSubmission) {
    const again = 'Run again: the submission is repeated under its key, and cannot be paid for twice.'
    const hint = `${again} Where that does not help, settle it: ${commandLine(['resolve', job.id])}`
    return reportFailure(job, { ...event.failure, hint }, { resumable: true })
  }
  await releaseAndWait(job, event.failure)
  return undefined
}

/** Gives the slot back and waits before the next try. */
async function releaseAndWait(job: JobRun, failure: Failure): Promise<void> {
  const { context, session } = job
  const delayMs = delayOf(job, failure)
  job.waits += 1
  // What may have been taken stays counted.
  if (job.state.phase === 'ready') job.settle(0)
  job.releaseSlot()
  reportRetry(job, failure, delayMs)
  await context.clock.sleep(delayMs, session.submitting)
}

function delayOf(job: JobRun, { retryAfterMs }: Failure): number {
  return retryDelay(job.waits, { random: job.context.random(), retryAfterMs, baseMs: job.context.options.retryBaseMs })
}
