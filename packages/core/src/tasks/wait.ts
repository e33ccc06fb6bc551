import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { AnswerError } from '../errors/response-errors.ts'
import { AbortedError } from '../errors/shotlist-error.ts'
import { DeadlineError, TaskFailedError, UnknownStateError } from '../errors/task-errors.ts'
import type { Clock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'
import { judge } from '../http/retry-policy.ts'
import { openTimeScope } from '../http/time-scope.ts'
import { pollDelayMs } from './poll-schedule.ts'
import type { TaskSnapshot } from './task.ts'

export type WaitOptions = {
  readonly operation: string
  readonly taskId: string
  readonly poll: { readonly firstMs: number; readonly everyMs: number; readonly deadlineMs: number }
  readonly read: (signal: AbortSignal) => Promise<TaskSnapshot>
  readonly onSnapshot: (snapshot: TaskSnapshot) => void
  readonly clock: Clock
  readonly random: () => number
  readonly signals: readonly (AbortSignal | undefined)[]
}

/**
 * Whether a later read may succeed. Right after a submission the provider may not find the task yet, and right after its success the response may
 * lack the file.
 */
function isTransient(error: unknown): boolean {
  return (
    judge(error, 'free').retry || error instanceof UnexpectedAnswerError || (error instanceof AnswerError && error.class === 'not-found')
  )
}

/**
 * Polls a task until it has succeeded. A state that the document does not list is polled at growing intervals. Transient failures of reads do not
 * end the wait, unless several come in a row.
 *
 * @throws TaskFailedError, DeadlineError, UnknownStateError (the state is unknown at the deadline), AbortedError, or the error of a read.
 */
export async function waitForTask({
  operation,
  taskId,
  poll,
  read,
  onSnapshot,
  clock,
  random,
  signals,
}: WaitOptions): Promise<TaskSnapshot> {
  const { deadlineMs } = poll
  const scope = openTimeScope({ signals, timeoutMs: deadlineMs, clock })
  const { signal } = scope
  let latest: TaskSnapshot | undefined
  let lastError: unknown

  const pollUntilEnd = async (): Promise<TaskSnapshot> => {
    let unknown = 0
    let failures = 0
    for (let reads = 0; ; reads++) {
      await clock.sleep(pollDelayMs(poll, { reads, unknown, random }), signal)
      try {
        latest = await read(signal)
        failures = 0
        unknown = latest.known ? 0 : unknown + 1
        lastError = undefined
        onSnapshot(latest)
        if (latest.state === 'succeeded' || latest.state === 'failed') return latest
      } catch (error) {
        lastError = error
        if (!isTransient(error) || ++failures === DEFAULTS.readFailures) throw error
      }
    }
  }

  try {
    const snapshot = await scope.race(pollUntilEnd())
    if (snapshot.state === 'succeeded') return snapshot
    throw new TaskFailedError(operation, snapshot)
  } catch (error) {
    if (error instanceof TaskFailedError || !signal.aborted) throw error
    if (!scope.timedOut) throw new AbortedError(operation, { taskId, cause: signal.reason })
    throw latest?.known === false
      ? new UnknownStateError(operation, { latest, deadlineMs })
      : new DeadlineError(operation, { taskId, deadlineMs, latest, cause: lastError })
  } finally {
    scope.close()
  }
}
