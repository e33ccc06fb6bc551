import type { Clock } from '../src/index.ts'

/** A clock that a test advances. Waits between tries and reads advance it too, without real time. */
export type HandClock = Clock & {
  /** The waits so far, in milliseconds. */
  readonly waits: readonly number[]
  /** Advances the time: limits that end within it end now. */
  advance(ms: number): void
}

type Limit = { readonly at: number; readonly run: () => void }

/** Makes a clock that shows `startMs`. */
export function handClock(startMs = 0): HandClock {
  const waits: number[] = []
  const limits = new Set<Limit>()
  let now = startMs
  const advance = (ms: number) => {
    const until = now + ms
    const due = [...limits].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)
    for (const limit of due) {
      // An earlier timer may have cancelled a later one.
      if (!limits.delete(limit)) continue
      now = Math.max(now, limit.at)
      limit.run()
    }
    now = until
  }
  return {
    waits,
    advance,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      advance(ms)
      // Other pending work runs first, as it would while real time passes.
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
    after: (ms, run) => {
      const limit = { at: now + ms, run }
      limits.add(limit)
      return () => limits.delete(limit)
    },
  }
}
