import { defined } from '@shotlist/codegen/defined'
import { AnswerError, pollDelayMs, type TaskSnapshot } from '@shotlist/core'
import { durationText } from '../../errors/amounts.ts'
import type { Failure } from '../../errors/failure-classes.ts'
import { failureOf, mayRetry } from '../../job/failure.ts'
import type { StateOf, StepEvent } from '../../job/job-state.ts'
import { judgeSnapshot } from '../../job/submit.ts'
import { announcedPollDelay } from '../provider/delays.ts'
import { isAnnounced } from './callback.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportFailure, reportLostRender, reportRetry, reportUncertain } from './report-end.ts'

/** After this many refused polls in a row the refusal counts: a provider may not know a new task for a moment. */
const MAX_REFUSED_READS = 5

/**
 * Polls a task until it ends or its time is up. Failed polls do not fail the job, because the task continues at the provider.
 *
 * @param afterMs wait before the first poll, in milliseconds; absent: as the document says
 * @throws {Error} the signal's reason, if the run is stopped
 */
export async function readPhase(job: JobRun, state: StateOf<'rendering'>, afterMs?: number): Promise<JobEnd | undefined> {
  const { session, context, instance } = job
  job.slot ??= session.slots.occupy()
  const kind = session.table.operations[instance.operation]?.starts ?? ''
  const startedAt = context.clock.now()
  let deadline = startedAt + instance.timeoutMs
  const watch = new StateWatch(job)
  const turn = readTurns(job, { taskId: state.taskId, deadline: () => deadline, afterMs })
  let refused = 0
  let wasRead = true
  for (;;) {
    await turn(wasRead)
    const found = await read(job, { kind, taskId: state.taskId })
    wasRead = !('unread' in found)
    if ('unread' in found) {
      if (found.unread.class === 'auth') return reportFailure(job, found.unread, { resumable: true })
      refused = found.isRefusal ? refused + 1 : 0
      if (refused >= MAX_REFUSED_READS) return afterRefusedReads(job, found.unread)
    } else {
      refused = 0
      watch.see(found)
      const judged = judgeSnapshot(found)
      const event = judged && job.withPlausibleCharge(judged)
      if (event?.type === 'task-failed') return job.hasSucceeded ? afterLostRender(job, event) : afterTaskFailure(job, event)
      if (event !== undefined) {
        // The duration is known only if this run polled the task from its start.
        if (afterMs === undefined) session.noteLength(instance.operation, context.clock.now() - startedAt)
        job.applySoon(event)
        settleDone(job)
        return undefined
      }
    }
    if (context.clock.now() < deadline) continue
    const late = outOfTime(watch, deadline - startedAt)
    if (!mayRetry(late, { retries: job.retries })) return reportFailure(job, late, { resumable: true })
    // The task is paid, so a retry only waits for it again.
    job.spendRetry(late.class)
    deadline += instance.timeoutMs
    reportRetry(job, { ...late, message: `${late.message}; waiting for the same time again` })
  }
}

type FailedRead = { readonly unread: Failure; readonly isRefusal: boolean }

async function read(job: JobRun, { kind, taskId }: { kind: string; taskId: string }): Promise<TaskSnapshot | FailedRead> {
  const { working } = job.context
  try {
    return (await job.session.reader.read(kind, taskId, working)) ?? { unread: UNMENTIONED, isRefusal: true }
  } catch (error) {
    working.throwIfAborted()
    return { unread: failureOf(error), isRefusal: error instanceof AnswerError && !error.retryable }
  }
}

const UNMENTIONED: Failure = { class: 'not-found', code: 'not-found', message: 'the provider does not know the task', retryable: false }

/** Ends the job after too many refused polls: as failed, or as uncertain if the provider does not know the task. */
async function afterRefusedReads(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  if (failure.class !== 'not-found') return reportFailure(job, failure, { resumable: true })
  if (job.hasSucceeded) return afterLostRender(job, { type: 'forgotten', failure })
  await job.apply({ type: 'forgotten', failure })
  job.settle(job.paid)
  return reportUncertain(job)
}

/** Reports that a finished render is lost. A render of an earlier run stays recorded as done, so that it is up to date if its file returns. */
async function afterLostRender(job: JobRun, event: Extract<StepEvent, { type: 'task-failed' | 'forgotten' }>): Promise<JobEnd> {
  if (!job.isRestoring) await job.apply(event)
  return reportLostRender(job, event.failure)
}

async function afterTaskFailure(job: JobRun, event: Extract<StepEvent, { type: 'task-failed' }>): Promise<JobEnd | undefined> {
  await job.apply(event)
  job.settle(job.attempt?.charged ?? 0)
  job.releaseSlot()
  if (job.state.phase === 'failed') return reportFailure(job, event.failure)
  reportRetry(job, event.failure)
  return undefined
}

function settleDone(job: JobRun): void {
  if (job.state.phase !== 'fetching') return
  job.settle(job.paid)
}

function outOfTime(watch: StateWatch, waitedMs: number): Failure {
  return {
    class: 'timeout',
    code: 'timeout',
    message: `not finished after ${durationText(waitedMs / 1000)} (last state: ${watch.last ?? 'never read'})`,
    hint: 'The task continues at the provider and is paid: run again to wait for it, or raise `timeout`.',
    retryable: false,
  }
}

/** Emits an event for each change of a task's state. */
class StateWatch {
  last: string | undefined
  readonly #job: JobRun

  constructor(job: JobRun) {
    this.#job = job
  }

  see({ state, raw, known }: TaskSnapshot): void {
    const word = raw ?? state
    if (word === this.last) return
    this.last = word
    if (state === 'succeeded' || state === 'failed') return
    this.#job.context.emit({
      event: 'job.state',
      job: this.#job.id,
      state: state === 'pending' ? 'queued' : 'rendering',
      ...defined({ raw, known: !known ? known : undefined }),
    })
  }
}

type Turns = {
  readonly taskId: string
  /** The end of the last wait, in milliseconds by the run's clock. A retry moves it. */
  readonly deadline: () => number
  /** Wait before the first poll, in milliseconds; absent: as the document says. */
  readonly afterMs: number | undefined
}

/**
 * Schedules the polls of a task: at the provider's pace, or when a webhook announces its end. Tasks with a webhook are polled too, but less
 * often, because deliveries can get lost.
 *
 * @returns a function that waits for the next poll, given whether the one before got a snapshot; it throws the signal's reason if the run is
 * stopped
 */
function readTurns(job: JobRun, { taskId, deadline, afterMs }: Turns): (wasRead: boolean) => Promise<void> {
  const { session, context, instance } = job
  const { clock, working: signal, random } = context
  const pace = session.paceOf(instance.operation)
  const inbox = isAnnounced(job) ? context.options.webhooks : undefined
  let nth = 0
  let wasHeard = false
  const nextMs = (wasRead: boolean) => {
    if (nth === 0 && afterMs !== undefined) return afterMs
    // After a failed poll, or one that is behind the delivery, the next comes at the usual pace.
    if (inbox !== undefined && !wasHeard && wasRead) return announcedPollDelay(pace, random())
    const ms = pollDelayMs(pace, { reads: nth, unknown: 0, random })
    // The task started with the response, which may be earlier than its record.
    return nth === 0 && job.acceptedAtMs !== undefined ? Math.max(0, ms - (clock.now() - job.acceptedAtMs)) : ms
  }
  return async (wasRead) => {
    const ms = Math.min(nextMs(wasRead), Math.max(0, deadline() - clock.now()))
    nth += 1
    if (inbox === undefined) await clock.sleep(ms, signal)
    else wasHeard = await inbox.deliveries.wait(session.id, taskId, { ms, clock, signal })
  }
}
