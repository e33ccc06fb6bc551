/** A source of random numbers; the same seed gives the same numbers. */
export type Random = {
  /** At least 0, below 1. */
  next(): number
  /** From `low` to `high`, including both. */
  between(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  /** An independent source, so that another draw from this one does not change it. */
  fork(): Random
}

/** Mulberry32: small, and good enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    fork: () => seededRandom(Math.floor(next() * 4_294_967_296)),
  }
}
