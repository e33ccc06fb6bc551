/** What a client does unless its options say otherwise. All times are in milliseconds. */
export const DEFAULTS = {
  /** Requests that may be repeated: see `RetryOptions`. */
  retry: { attempts: 4, baseMs: 500, maxMs: 20_000, maxRetryAfterMs: 120_000 },
  /** One try of a request, and the first byte of a download. */
  timeoutMs: 60_000,
  /** Reads of a task that may fail one after another, each with its own retries, before the task is given up. */
  readFailures: 5,
  /** An error is not kept back for longer than this to be explained. */
  explainMs: 1000,
} as const
