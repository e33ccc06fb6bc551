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
