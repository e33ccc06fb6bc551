import { defined } from '@shotlist/codegen/defined'
import { AnswerError, InvalidInputError, pollDelayMs, type TaskSnapshot, UnexpectedAnswerError } from '@shotlist/core'
import { durationText, units } from '../../errors/amounts.ts'
import type { Failure } from '../../errors/failure-classes.ts'
import { failureOf, mayRetry } from '../../job/failure.ts'
import type { StateOf, StepEvent } from '../../job/job-state.ts'
import { judgeSnapshot } from '../../job/judge-snapshot.ts'
import { pollDelayWithWebhook } from '../provider/delays.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { withPlausibleCharge } from './plausible-charge.ts'
import { reportFailure, reportRetry, reportUnavailableRender, reportUncertain } from './report-end.ts'
import { expectsWebhook } from './sending/callback.ts'

/** So many polls in a row must be refused before the job ends: a provider may not know a new task for a moment. */
const MAX_REFUSED_POLLS = 5

/**
 * Polls a task until it ends or its time is up. Failed polls do not fail the job, because the task continues at the provider.
 *
 * @param afterMs wait before the first poll, in milliseconds; absent: as the document says
 * @throws {Error} the signal's reason, if the run is stopped
 */
export async function pollTask(job: JobRun, state: StateOf<'rendering'>, afterMs?: number): Promise<JobEnd | undefined> {
  const { session, context, instance } = job
  job.slot ??= session.slots.occupy()
  const kind = session.table.operations[instance.operation]?.starts ?? ''
  const startedAt = context.clock.now()
  let deadline = startedAt + instance.timeoutMs
  const states = new StateReporter(job)
  const waitForPoll = pollSchedule(job, { taskId: state.taskId, deadline: () => deadline, afterMs })
  let refused = 0
  let wasPolled = true
  for (;;) {
    await waitForPoll(wasPolled)
    const polled = await pollOnce(job, { kind, taskId: state.taskId })
    wasPolled = !('problem' in polled)
    if ('problem' in polled) {
      if (polled.problem.class === 'auth') return reportFailure(job, polled.problem, { resumable: true })
      refused = polled.isRefusal ? refused + 1 : 0
      if (refused >= MAX_REFUSED_POLLS) return afterRefusedPolls(job, polled.problem)
    } else {
      refused = 0
      states.report(polled)
      const end = judgeSnapshot(polled)
      const event = end && withPlausibleCharge(job, end)
      if (event?.type === 'task-failed') return job.hasSucceeded ? afterUnavailableRender(job, event) : afterTaskFailure(job, event)
      if (event !== undefined) {
        // The duration is known only if this run polled the task from its start.
        if (afterMs === undefined) session.noteLength(instance.operation, context.clock.now() - startedAt)
        job.applyWithoutFlush(event)
        if (job.state.phase === 'fetching') job.closeReservation(job.chargeOrPrice)
        return undefined
      }
    }
    if (context.clock.now() < deadline) continue
    const late = outOfTime(states, deadline - startedAt)
    if (!mayRetry(late, { retries: job.retries })) return reportFailure(job, late, { resumable: true })
    // The task is paid, so a retry only waits for it again.
    job.spendRetry(late.class)
    deadline += instance.timeoutMs
    reportRetry(job, { ...late, message: `${late.message}; waiting for the same time again` })
  }
}

/** `isRefusal`: the provider refused the poll, does not know the task, or leaves out what a read needs. */
type FailedPoll = { readonly problem: Failure; readonly isRefusal: boolean }

async function pollOnce(job: JobRun, { kind, taskId }: { kind: string; taskId: string }): Promise<TaskSnapshot | FailedPoll> {
  const { workSignal } = job.context
  try {
    return (await job.session.poll(kind, taskId, workSignal)) ?? { problem: UNKNOWN_TASK, isRefusal: true }
  } catch (error) {
    workSignal.throwIfAborted()
    // An id that cannot be sent, such as an address at another host, is refused before anything is sent. A response without what a read needs,
    // such as the result of a task that succeeded, says as little as a refusal.
    const isRefusal =
      error instanceof InvalidInputError || error instanceof UnexpectedAnswerError || (error instanceof AnswerError && !error.retryable)
    return { problem: failureOf(error), isRefusal }
  }
}

const UNKNOWN_TASK: Failure = { class: 'not-found', code: 'not-found', message: 'the provider does not know the task', retryable: false }

const UNEXPECTED_ANSWER: UnexpectedAnswerError['code'] = 'unexpected-answer'

/** Classes that speak of the job's own request. A refused poll of an accepted task says nothing about it. */
const ABOUT_THE_REQUEST = new Set<Failure['class']>(['invalid-request', 'moderation', 'quota'])

/** The failure of a job whose task cannot be read. */
function refusedPoll(failure: Failure): Failure {
  return {
    ...failure,
    class: ABOUT_THE_REQUEST.has(failure.class) ? 'server' : failure.class,
    message: `the task cannot be read: ${failure.message}`,
    hint: 'The request was accepted, and the task is paid. Run again to read it.',
  }
}

/** Ends the job after too many refused polls: as failed, or as uncertain if the provider does not know the task. */
async function afterRefusedPolls(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  const isKnown = failure.class !== 'not-found'
  const isGone = !isKnown || failure.code === UNEXPECTED_ANSWER
  if (job.hasSucceeded && isGone) return afterUnavailableRender(job, { type: 'forgotten', failure })
  if (isKnown) return reportFailure(job, refusedPoll(failure), { resumable: true })
  await job.apply({ type: 'forgotten', failure })
  job.closeReservation(job.chargeOrPrice)
  return reportUncertain(job)
}

/**
 * Reports that a finished render can no longer be fetched. A render of an earlier run stays recorded as done, so that it is up to date if its
 * file returns.
 */
async function afterUnavailableRender(job: JobRun, event: Extract<StepEvent, { type: 'task-failed' | 'forgotten' }>): Promise<JobEnd> {
  if (!job.isRestoring) await job.apply(event)
  return reportUnavailableRender(job, event.failure)
}

async function afterTaskFailure(job: JobRun, event: Extract<StepEvent, { type: 'task-failed' }>): Promise<JobEnd | undefined> {
  await job.apply(event)
  const charged = job.attempt?.charged ?? (event.failure.billable ? undefined : 0)
  const cost = charged ?? job.chargeOrPrice
  job.closeReservation(cost)
  job.releaseSlot()
  if (job.state.phase === 'failed') {
    const paid = cost === 0 ? undefined : costHint(charged, { cost, unit: job.session.table.money.unit })
    const hint = [event.failure.hint, paid, againHint(job, event.failure)].filter((text) => text !== undefined).join('. ')
    return reportFailure(job, { ...event.failure, ...defined({ hint: hint || undefined }) })
  }
  reportRetry(job, event.failure)
  return undefined
}

/** What a failed task cost: the charge, or the price that counts because the task may have been charged. */
function costHint(charged: number | undefined, { cost, unit }: { readonly cost: number | undefined; readonly unit: string }): string {
  if (charged !== undefined) return `It was charged: ${units(charged, unit)}`
  return `It may have been charged${cost === undefined ? '' : `, so its price counts: ${units(cost, unit)}`}`
}

/** How the job is submitted again, if only the cost of the failed task prevents it. */
function againHint(job: JobRun, { billable, ...failure }: Failure): string | undefined {
  if (billable !== true || !mayRetry(failure, job.policy)) return undefined
  return `Another task may be charged too, so the job is not submitted again. \`retries: { ${failure.class}: 1 }\` allows it`
}

function outOfTime(states: StateReporter, waitedMs: number): Failure {
  return {
    class: 'timeout',
    code: 'timeout',
    message: `not finished after ${durationText(waitedMs / 1000)} (last state: ${states.last ?? 'never read'})`,
    hint: 'The task continues at the provider and is paid: run again to wait for it, or raise `timeout`.',
    retryable: false,
  }
}

/** Emits an event for each change of a task's state, or of how far it is. */
class StateReporter {
  last: string | undefined
  #progress: number | undefined
  readonly #job: JobRun

  constructor(job: JobRun) {
    this.#job = job
  }

  report({ state, raw, known, progress }: TaskSnapshot): void {
    const word = raw ?? state
    if (word === this.last && progress === this.#progress) return
    this.last = word
    this.#progress = progress
    if (state === 'succeeded' || state === 'failed') return
    this.#job.context.emit({
      event: 'job.state',
      job: this.#job.id,
      state: state === 'pending' ? 'queued' : 'rendering',
      ...defined({ raw, known: !known ? known : undefined, progress }),
    })
  }
}

type PollOptions = {
  readonly taskId: string
  /** The end of the last wait, in milliseconds by the run's clock. A retry moves it. */
  readonly deadline: () => number
  /** Wait before the first poll, in milliseconds; absent: as the document says. */
  readonly afterMs: number | undefined
}

/**
 * Schedules the polls of a task: at the provider's pace, or after a webhook delivery. Tasks with a webhook are polled too, but less often,
 * because deliveries can get lost.
 *
 * @returns a function that waits until the next poll is due, given whether the poll before got a snapshot; it throws the signal's reason if
 * the run is stopped
 */
function pollSchedule(job: JobRun, { taskId, deadline, afterMs }: PollOptions): (wasPolled: boolean) => Promise<void> {
  const { session, context, instance } = job
  const { clock, workSignal: signal, random } = context
  const pace = session.paceOf(instance.operation)
  const inbox = expectsWebhook(job) ? context.options.webhooks : undefined
  let nth = 0
  let gotDelivery = false
  const nextMs = (wasPolled: boolean) => {
    if (nth === 0 && afterMs !== undefined) return afterMs
    // After a failed poll, or one that does not show yet what the delivery said, the next one comes at the usual pace.
    if (inbox !== undefined && !gotDelivery && wasPolled) return pollDelayWithWebhook(pace, random())
    const ms = pollDelayMs(pace, { reads: nth, unknown: 0, random })
    // The task started when the provider accepted it, which may be some time ago.
    return nth === 0 && job.acceptedAtMs !== undefined ? Math.max(0, ms - (clock.now() - job.acceptedAtMs)) : ms
  }
  return async (wasPolled) => {
    const ms = Math.min(nextMs(wasPolled), Math.max(0, deadline() - clock.now()))
    nth += 1
    if (inbox === undefined) await clock.sleep(ms, signal)
    else gotDelivery = await inbox.deliveries.wait(session.id, taskId, { ms, clock, signal })
  }
}
