import { AbortedError } from '../errors/aborted-error.ts'
import { AnswerError } from '../errors/answer-error.ts'
import { DeadlineError } from '../errors/deadline-error.ts'
import { TaskFailedError } from '../errors/task-failed-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { UnknownStateError } from '../errors/unknown-state-error.ts'
import type { Clock } from '../http/clock.ts'
import { judge } from '../http/repeat-policy.ts'
import { openTimeScope, type TimeScope } from '../http/time-scope.ts'
import { pollDelayMs } from './poll-schedule.ts'
import type { TaskSnapshot } from './task-snapshot.ts'

/** So many reads in a row may fail, each after its own retries, before waiting is given up: a network comes back, a wrong key does not. */
const failuresAllowed = 5

export type WaitOptions = {
  readonly operation: string
  readonly taskId: string
  readonly poll: { readonly firstMs: number; readonly everyMs: number }
  /** From `startedAt` on. */
  readonly deadlineMs: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly read: (signal: AbortSignal) => Promise<TaskSnapshot>
  readonly onSnapshot: (snapshot: TaskSnapshot) => void
  readonly clock: Clock
  readonly random: () => number
  readonly signals: readonly (AbortSignal | undefined)[]
}

/**
 * Whether a read that failed may work later. A task that is not found may not be known everywhere yet, right after its submission, nor the file
 * of one that has just succeeded.
 */
const mayPass = (error: unknown): boolean =>
  judge(error, 'free').again || error instanceof UnexpectedAnswerError || (error instanceof AnswerError && error.class === 'not-found')

const ended = ({ state }: TaskSnapshot): boolean => state === 'succeeded' || state === 'failed'

/** What is known while waiting; the deadline's error tells it. */
type Progress = { latest: TaskSnapshot | undefined; lastFailure: unknown }

const poll = async (
  { poll: schedule, read, onSnapshot, clock, random }: WaitOptions,
  scope: TimeScope,
  progress: Progress,
): Promise<TaskSnapshot> => {
  let unknown = 0
  let failures = 0
  for (let reads = 0; ; reads++) {
    await clock.sleep(pollDelayMs(schedule, { reads, unknown, random }), scope.signal)
    try {
      const snapshot = await read(scope.signal)
      failures = 0
      unknown = snapshot.known ? 0 : unknown + 1
      progress.latest = snapshot
      progress.lastFailure = undefined
      onSnapshot(snapshot)
      if (ended(snapshot)) return snapshot
    } catch (error) {
      failures += 1
      progress.lastFailure = error
      if (!mayPass(error) || failures >= failuresAllowed) throw error
    }
  }
}

/**
 * Reads a task until it has succeeded. A state that the document does not know is waited out, ever more calmly. A read that fails for a
 * passing reason is no news of the task: the next one may work.
 *
 * @throws TaskFailedError, DeadlineError, UnknownStateError (the deadline came in an unknown state), AbortedError, or what reading throws.
 */
export const waitForTask = async (options: WaitOptions): Promise<TaskSnapshot> => {
  const { operation, taskId, deadlineMs, startedAt, clock, signals } = options
  const scope = openTimeScope({ signals, timeoutMs: startedAt + deadlineMs - clock.now(), clock })
  const progress: Progress = { latest: undefined, lastFailure: undefined }
  try {
    const snapshot = await scope.race(poll(options, scope, progress))
    if (snapshot.state === 'succeeded') return snapshot
    throw new TaskFailedError(operation, snapshot)
  } catch (error) {
    if (error instanceof TaskFailedError || !scope.signal.aborted) throw error
    if (!scope.timedOut) throw new AbortedError(operation, { taskId, cause: scope.signal.reason })
    const { latest, lastFailure } = progress
    if (latest?.known === false) throw new UnknownStateError(operation, { latest, deadlineMs })
    throw new DeadlineError(operation, { taskId, deadlineMs, latest, cause: lastFailure })
  } finally {
    scope.close()
  }
}
