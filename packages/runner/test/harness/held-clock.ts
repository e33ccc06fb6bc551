import { setTimeout as sleep } from 'node:timers/promises'

/** A clock for an emulator that stands still until the test releases it, so that no task ends before. */
export type HeldClock = {
  now(): number
  /** Resolves after that many of its milliseconds, or at once if the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Advances the clock at once; from then on it runs normally. */
  release(ms: number): void
}

export function heldClock(): HeldClock {
  const startedAt = Date.now()
  const released = Promise.withResolvers<void>()
  let aheadMs: number | undefined
  let skippedMs = 0
  const now = () => (aheadMs === undefined ? startedAt : Date.now() + aheadMs + skippedMs)
  return {
    now,
    sleep: async (ms, signal) => {
      const until = now() + ms
      const aborted = new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await Promise.race([released.promise, aborted])
      if (until > now()) await sleep(until - now(), undefined, { signal }).catch(() => undefined)
    },
    release: (ms) => {
      aheadMs ??= startedAt - Date.now()
      skippedMs += ms
      released.resolve()
    },
  }
}
