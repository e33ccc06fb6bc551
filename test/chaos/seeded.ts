/** Luck that is the same for the same seed. */
export type Luck = {
  /** At least 0, below 1. */
  next(): number
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  /** A luck of its own, so that one more draw here changes nothing there. */
  fork(): Luck
}

/** Mulberry32: small, and good enough to be unlucky with. */
export function seeded(seed: number): Luck {
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
    fork: () => seeded(Math.floor(next() * 4_294_967_296)),
  }
}
