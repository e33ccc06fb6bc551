import type { Clock } from '@shotlist/core'

/** Time that only the test moves: a wait takes no time, and a time limit passes when the test says so. */
export type DrivenClock = Clock & {
  /** The length of each wait in milliseconds, in order. */
  readonly waits: readonly number[]
  /** Moves the time forward, and ends everything whose limit falls in it. */
  pass(ms: number): void
  /** Holds waits of at least this length until they are aborted. Resolves when one has begun. */
  hold(leastMs: number): Promise<void>
}

const BEGINNING = Date.parse('2026-09-01T12:00:00Z')

export function drivenClock(): DrivenClock {
  let nowMs = BEGINNING
  let held: { readonly leastMs: number; readonly begun: () => void } | undefined
  const waits: number[] = []
  const limits = new Set<{ readonly atMs: number; readonly run: () => void }>()

  const pass = (ms: number): void => {
    nowMs += ms
    for (const limit of [...limits].toSorted((one, other) => one.atMs - other.atMs)) {
      if (limit.atMs > nowMs || !limits.delete(limit)) continue
      limit.run()
    }
  }
  return {
    waits,
    pass,
    now: () => nowMs,
    after: (ms, run) => {
      const limit = { atMs: nowMs + ms, run }
      limits.add(limit)
      return () => void limits.delete(limit)
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      if (held !== undefined && ms >= held.leastMs) return untilAborted(signal, held.begun)
      pass(ms)
      signal?.throwIfAborted()
    },
    hold: (leastMs) =>
      new Promise((resolve) => {
        held = { leastMs, begun: resolve }
      }),
  }
}

function untilAborted(signal: AbortSignal | undefined, begun: () => void): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    begun()
  })
}
