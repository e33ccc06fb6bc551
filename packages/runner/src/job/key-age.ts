/** How long Shotlist assumes that a provider remembers a key, in seconds, if its document does not say. */
export const KEY_LIFETIME_SECONDS = 24 * 3600

/** How far a clock may be set back (for example for daylight saving) before its times are distrusted: a share of the key's lifetime. */
const CLOCK_TOLERANCE = 1 / 8

/**
 * Whether a key was sent so long ago that the provider may have forgotten it. Also true for a time that is unknown or in the future: a
 * clock was or is wrong, so the age is unknown.
 *
 * @param lifetimeSeconds how long the provider remembers a key, if its document says so
 */
export function isKeyOld(sentAtMs: number, nowMs: number, lifetimeSeconds = KEY_LIFETIME_SECONDS): boolean {
  const age = (nowMs - sentAtMs) / 1000
  return !(age >= -CLOCK_TOLERANCE * lifetimeSeconds && age <= lifetimeSeconds)
}

/**
 * Judges the age of keys by a clock. If the clock was set back since the last record, all keys may be old.
 *
 * @param lastAt ISO time of the last record
 * @returns a function that says whether a key that was sent at an ISO time may be forgotten
 */
export function keyAgeCheck(
  lastAt: string | undefined,
  now: () => number,
): (sentAt: string | undefined, lifetimeSeconds?: number) => boolean {
  return (sentAt, lifetimeSeconds = KEY_LIFETIME_SECONDS) => {
    const aheadMs = lastAt === undefined ? 0 : Date.parse(lastAt) - now()
    return aheadMs > CLOCK_TOLERANCE * lifetimeSeconds * 1000 || isKeyOld(Date.parse(sentAt ?? ''), now(), lifetimeSeconds)
  }
}
