/** A source of time, so that tests can replace it. All durations are in milliseconds. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `run` after `ms`; the returned function cancels that. Default: built from `sleep`. */
  after?(ms: number, run: () => void): () => void
}

/** Calls `run` after `ms` by a clock; the returned function cancels that. */
export function callAfter(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.after !== undefined) return clock.after(ms, run)
  const cancelled = new AbortController()
  // Rejects only when it is cancelled.
  clock.sleep(ms, cancelled.signal).then(run, () => {})
  return () => cancelled.abort()
}

/** Timers use signed 32-bit milliseconds: a longer delay would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, Math.min(Math.max(ms, 0), MAX_TIMER_MS))
  return () => clearTimeout(timer)
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Needs no AbortSignal, which would cost time: every request sets a time limit, and few reach it.
  after,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      })
      const stop = () => {
        cancel()
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', stop, { once: true })
    }),
}
