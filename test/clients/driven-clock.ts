import type { Clock } from '@shotlist/core'

/** Time that moves only when it is made to: a wait takes no time, and a time limit passes when a test says so. */
export type DrivenClock = Clock & {
  /** How long each wait would have been, in milliseconds, in order. */
  readonly waits: readonly number[]
  /** Moves on, and ends what has its limit within this time. */
  pass(ms: number): void
  /** Waits of at least this last until they are called off. Resolves when one has begun. */
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
