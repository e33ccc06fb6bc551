/** How long Shotlist assumes that a provider remembers a key. Hardly any provider documents it. */
const KEY_LIFETIME_MS = 24 * 3_600_000

/** How far a clock may be set back (for example for daylight saving) before its times are distrusted. */
const CLOCK_TOLERANCE_MS = 3 * 3_600_000

/**
 * Whether a key was sent so long ago that the provider may have forgotten it. Also true for a time that is unknown or in the future: a
 * clock was or is wrong, so the age is unknown.
 */
export function isKeyOld(sentAtMs: number, nowMs: number): boolean {
  const age = nowMs - sentAtMs
  return !(age >= -CLOCK_TOLERANCE_MS && age <= KEY_LIFETIME_MS)
}

/**
 * Judges the age of keys by a clock. If the clock was set back since the last record, all keys may be old.
 *
 * @param lastAt ISO time of the last record
 * @returns a function that says whether a key that was sent at an ISO time may be forgotten
 */
export function keyAgeCheck(lastAt: string | undefined, now: () => number): (sentAt: string | undefined) => boolean {
  const isSetBack = lastAt !== undefined && Date.parse(lastAt) > now() + CLOCK_TOLERANCE_MS
  return (sentAt) => isSetBack || isKeyOld(Date.parse(sentAt ?? ''), now())
}
