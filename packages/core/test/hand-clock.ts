import type { Clock } from '../src/index.ts'

/** A clock that a test turns: no time passes but what is waited for between tries and reads, and what the test adds. */
export type HandClock = Clock & {
  /** The waits so far, in milliseconds. None of them took any real time. */
  readonly waits: readonly number[]
  /** Lets time pass: limits that end within it end now. */
  advance(ms: number): void
}

type Limit = { readonly at: number; readonly run: () => void }

/** Makes a clock that stands at `startMs`. */
export function handClock(startMs = 0): HandClock {
  const waits: number[] = []
  const limits = new Set<Limit>()
  let now = startMs
  const advance = (ms: number) => {
    const until = now + ms
    const due = [...limits].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)
    for (const limit of due) {
      // An earlier one may have ended the work that a later one was for.
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
      // Whatever else is due gets its turn, as it would while time passes.
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
