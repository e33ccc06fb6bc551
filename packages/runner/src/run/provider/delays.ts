/** How often a task is read, in milliseconds. */
export type PollPace = { readonly firstMs: number; readonly everyMs: number }

/** After how many reads the pace has doubled; tasks that took long so far mostly take longer still. */
const READS_TO_DOUBLE = 30
/** However long a task takes, it is read at least this much as often as the document says. */
const SLOWEST = 3
/** Tasks that were submitted together are read apart. */
const SPREAD = 0.15

/**
 * How long to wait before a task is read for the `nth` time (from 0). Pure; `random` is between 0 and 1.
 */
export function pollDelay(pace: PollPace, nth: number, random: number): number {
  const base = nth === 0 ? pace.firstMs : pace.everyMs * Math.min(SLOWEST, 1 + nth / READS_TO_DOUBLE)
  // A long first wait must not make the spread as long.
  return base + Math.min(base, pace.everyMs * SLOWEST) * SPREAD * random
}

/** A task that the provider announces is read so much less often than others ... */
const LOOKOUT = 10
/** ... but as often as this at the least, unless others are not. */
const LONGEST_LOOKOUT_MS = 60_000

/** How long to wait for a delivery before the task is read without one. Pure; `random` is between 0 and 1. */
export function lookoutDelay({ everyMs }: PollPace, random: number): number {
  return Math.max(everyMs, Math.min(LONGEST_LOOKOUT_MS, everyMs * LOOKOUT) * (1 - SPREAD * random))
}

const BASE_MS = 1000
const LONGEST_MS = 30_000
/** Who asks for a day is asked again sooner: a wrong date must not hold a run up for ever. */
const LONGEST_ASKED_MS = 600_000

/**
 * How long a job waits before its next try: doubling, at most half a minute, with jitter over its upper half, and never less than the
 * provider asked for, up to ten minutes. Pure; `random` is between 0 and 1.
 *
 * @param nth the how-manieth wait in a row it is, from 0
 */
export function retryDelay(
  nth: number,
  { random, retryAfterMs = 0, baseMs = BASE_MS }: { random: number; retryAfterMs?: number | undefined; baseMs?: number | undefined },
): number {
  const ceiling = Math.min(LONGEST_MS, baseMs * 2 ** Math.min(nth, 10))
  return Math.max(Math.min(retryAfterMs, LONGEST_ASKED_MS), ceiling / 2 + (ceiling / 2) * random)
}
