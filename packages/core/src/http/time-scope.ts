import { AbortedError } from '../errors/shotlist-error.ts'
import { type Clock, callAfter } from './clock.ts'

/** A bounded stretch of work: ends by itself when a signal aborts or the time is up. Close it when the work is done. */
export type TimeScope = {
  readonly signal: AbortSignal
  /** Whether the time was up. */
  readonly timedOut: boolean
  /** Settles as `work` does, or rejects at once when the scope ends, even where `work` does not heed the signal. */
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
  let refuse: ((reason: unknown) => void) | undefined
  const ended = new Promise<never>((_, reject) => {
    refuse = reject
  })
  // Those who race see it; if nobody does, it is no news.
  ended.catch(() => {})
  const finish = (reason: unknown) => {
    end.abort(reason)
    refuse?.(end.signal.reason)
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
  // No getter: V8 keeps an object that is written with one, and all it refers to, until the whole heap is collected.
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
 * Waits for work that is not a request (a stream of the caller's), no longer than allowed.
 *
 * @throws AbortedError; what ended the wait; what the work throws.
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
