import { AbortedError } from '../errors/shotlist-error.ts'
import { type Clock, callAfter } from './clock.ts'

/** A time limit for some work: it ends when a signal aborts or the time is up. Close it when the work is done. */
export type TimeScope = {
  readonly signal: AbortSignal
  /** Whether it ended because the time was up. */
  readonly timedOut: boolean
  /** Settles as `work` does, or rejects as soon as the scope ends, even if `work` ignores the signal. */
  race<T>(work: Promise<T>): Promise<T>
  close(): void
}

/** Opens a scope that ends after `timeoutMs`, or when any of `signals` aborts. */
export function openTimeScope({
  signals,
  timeoutMs,
  clock,
}: {
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly timeoutMs: number
  readonly clock: Clock
}): TimeScope {
  const end = new AbortController()
  let rejectEnded: ((reason: unknown) => void) | undefined
  const ended = new Promise<never>((_, reject) => {
    rejectEnded = reject
  })
  // Callers of `race` get the rejection; without a caller it must not count as unhandled.
  ended.catch(() => {})
  const finish = (reason: unknown) => {
    end.abort(reason)
    rejectEnded?.(end.signal.reason)
  }
  const stop = (event: Event) => finish((event.target as AbortSignal).reason)
  for (const signal of signals) {
    if (signal?.aborted) finish(signal.reason)
    else signal?.addEventListener('abort', stop, { once: true })
  }
  const expire = () => {
    scope.timedOut = true
    finish(new Error(`The time of ${timeoutMs} ms is up.`))
  }
  // Not a getter: V8 keeps an object literal with a getter, and all it refers to, until a full garbage collection.
  const scope = {
    signal: end.signal,
    timedOut: false,
    race: <T>(work: Promise<T>) => Promise.race([work, ended]),
    close: () => {
      cancel?.()
      for (const signal of signals) signal?.removeEventListener('abort', stop)
    },
  }
  const cancel = Number.isFinite(timeoutMs) ? callAfter(clock, timeoutMs, expire) : undefined
  return scope
}

type WithinTimeOptions = {
  readonly operation: string
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly timeoutMs: number
  readonly clock: Clock
}

/**
 * Waits for work other than a request (a stream of the caller's), until the time is up or a signal aborts.
 *
 * @throws AbortedError; an Error when the time is up; errors of the work.
 */
export async function withinTime<T>(work: Promise<T>, { operation, signals, timeoutMs, clock }: WithinTimeOptions): Promise<T> {
  const scope = openTimeScope({ signals, timeoutMs, clock })
  try {
    return await scope.race(work)
  } catch (error) {
    throw scope.signal.aborted && !scope.timedOut ? new AbortedError(operation, { cause: scope.signal.reason }) : error
  } finally {
    scope.close()
  }
}
