/** Time, so that tests can bring their own. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `run` after `ms`, unless what it returns is called first. Made of `sleep` where it is absent. */
  after?(ms: number, run: () => void): () => void
}

/** Calls `run` after `ms` by a clock; what it returns prevents that. */
export function callAfter(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.after !== undefined) return clock.after(ms, run)
  const cancelled = new AbortController()
  // Rejects only when it is cancelled.
  clock.sleep(ms, cancelled.signal).then(run, () => {})
  return () => cancelled.abort()
}

/** Timers hold 32 bits: what is longer would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_MS))
  return () => clearTimeout(timer)
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Without the cost of a signal: every request has a time limit, and hardly any reaches it.
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
