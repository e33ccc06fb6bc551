import { AbortedError } from '../errors/aborted-error.ts'
import type { Clock } from './clock.ts'
import { openTimeScope } from './time-scope.ts'

export type WithinTimeOptions = {
  readonly operation: string
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly timeoutMs: number
  readonly clock: Clock
}

/**
 * Waits for work that is not a request (a stream of the caller's), no longer than allowed.
 *
 * @throws AbortedError; what ended the wait; what the work throws.
 */
export const withinTime = async <T>(work: Promise<T>, { operation, signals, timeoutMs, clock }: WithinTimeOptions): Promise<T> => {
  const scope = openTimeScope({ signals, timeoutMs, clock })
  try {
    return await scope.race(work)
  } catch (error) {
    throw scope.signal.aborted && !scope.timedOut ? new AbortedError(operation, { cause: scope.signal.reason }) : error
  } finally {
    scope.close()
  }
}
