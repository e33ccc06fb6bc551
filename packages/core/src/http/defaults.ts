/** The defaults of a client's options. All times are in milliseconds. */
export const DEFAULTS = {
  /** See `RetryOptions`. */
  retry: { attempts: 4, baseMs: 500, maxMs: 20_000, maxRetryAfterMs: 120_000 },
  /** Limit of one try of a request, and of the wait for a download's next bytes. */
  timeoutMs: 60_000,
  /** Consecutive failed reads of a task, each after its own retries, that end the wait. */
  readFailures: 5,
  /** Limit of loading an error's explanation. */
  explainMs: 1000,
} as const
