/** For so long a provider that honours keys is trusted to remember one; how long they do, hardly any says. */
const KEY_LIFETIME_MS = 24 * 3_600_000

/** Clocks are set by so much, for daylight or because they went wrong, without an end to all trust in them. */
const CLOCK_TOLERANCE_MS = 3 * 3_600_000

/**
 * Whether a key was sent so long ago that the provider may have forgotten it. A time that is not known, or is still to come, says that a clock was
 * wrong then or is now: how long it was, nobody can say, and it may have been too long.
 */
export function isKeyOld(sentAtMs: number, nowMs: number): boolean {
  const age = nowMs - sentAtMs
  return !(age >= -CLOCK_TOLERANCE_MS && age <= KEY_LIFETIME_MS)
}

/**
 * Judges keys by a clock: where it was set back, or was wrong before, since something was written down, all may be old.
 *
 * @param lastAt ISO time of what was written down last
 * @returns whether a key is old that was sent at an ISO time
 */
export function keyAgeCheck(lastAt: string | undefined, now: () => number): (sentAt: string | undefined) => boolean {
  const isSetBack = lastAt !== undefined && Date.parse(lastAt) > now() + CLOCK_TOLERANCE_MS
  return (sentAt) => isSetBack || isKeyOld(Date.parse(sentAt ?? ''), now())
}
