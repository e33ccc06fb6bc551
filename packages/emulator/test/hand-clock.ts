import type { Clock } from '../src/index.ts'

/** A clock that only the test moves. Sleeping takes no time and is recorded. */
export function handClock(): Clock & { readonly slept: readonly number[]; pass(ms: number): void } {
  let nowMs = 1_800_000_000_000
  const slept: number[] = []
  return {
    slept,
    now: () => nowMs,
    sleep: (ms) => {
      slept.push(ms)
      return Promise.resolve()
    },
    pass: (ms) => {
      nowMs += ms
    },
  }
}
