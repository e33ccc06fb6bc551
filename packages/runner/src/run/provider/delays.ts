import { backoffMs } from '@shotlist/core'
import { RETRIES } from '../../errors/retries.ts'

/** Delay before the first poll of a task, and between polls, in milliseconds. */
export type PollPace = { readonly firstMs: number; readonly everyMs: number }

/** Random share of a delay, so that tasks submitted together are not polled together. */
const SPREAD = 0.15

/** Tasks with a webhook are polled less often by this factor ... */
const WEBHOOK_POLL_FACTOR = 10
/** ... but at least this often, in milliseconds, unless the usual pace is slower. */
const MAX_WEBHOOK_POLL_MS = 60_000

/** How long to wait for a webhook delivery before the task is polled, in milliseconds. Pure; `random` is between 0 and 1. */
export function pollDelayWithWebhook({ everyMs }: PollPace, random: number): number {
  return Math.max(everyMs, Math.min(MAX_WEBHOOK_POLL_MS, everyMs * WEBHOOK_POLL_FACTOR) * (1 - SPREAD * random))
}

/**
 * How long a job waits before its next try, in milliseconds: doubling, with jitter over the upper half, and at least the provider's
 * Retry-After, which is capped. Pure; `random` is between 0 and 1.
 *
 * @param nth number of waits in a row before this one
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
