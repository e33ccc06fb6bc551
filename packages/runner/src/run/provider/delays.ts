import { backoffMs } from '@shotlist/core'
import { RETRIES } from '../../errors/retries.ts'

/** How often a task is read, in milliseconds. */
export type PollPace = { readonly firstMs: number; readonly everyMs: number }

/** Tasks that were submitted together are read apart. */
const SPREAD = 0.15

/** A task that the provider announces is read so much less often than others ... */
const ANNOUNCED_POLL_FACTOR = 10
/** ... but as often as this at the least, unless others are not. */
const MAX_ANNOUNCED_POLL_MS = 60_000

/** How long to wait for a delivery before the task is read without one. Pure; `random` is between 0 and 1. */
export function announcedPollDelay({ everyMs }: PollPace, random: number): number {
  return Math.max(everyMs, Math.min(MAX_ANNOUNCED_POLL_MS, everyMs * ANNOUNCED_POLL_FACTOR) * (1 - SPREAD * random))
}

/**
 * How long a job waits before its next try: doubling, with jitter over its upper half, and never less than the provider asked for, up to a cap.
 * Pure; `random` is between 0 and 1.
 *
 * @param nth the how-manieth wait in a row it is, from 0
 */
export function retryDelay(
  nth: number,
  {
    random,
    retryAfterMs = 0,
    baseMs = RETRIES.jobWait.baseMs,
  }: { random: number; retryAfterMs?: number | undefined; baseMs?: number | undefined },
): number {
  const { maxMs, maxRetryAfterMs } = RETRIES.jobWait
  return Math.max(Math.min(retryAfterMs, maxRetryAfterMs), backoffMs(nth + 1, { baseMs, maxMs, random: () => random }))
}
