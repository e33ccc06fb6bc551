/** How often, and after how long, a request that may be repeated is repeated. */
export type RetryOptions = {
  /** Tries in all, the first included. Default: 4. */
  readonly attempts?: number
  /** The longest wait before the second try; it doubles with each further one. Default: 500. */
  readonly baseMs?: number
  /** No wait of our own is longer. Default: 20 000. */
  readonly maxMs?: number
  /** A provider that asks for a longer wait (`Retry-After`) is not waited for: the error says how long it asked for. Default: 120 000. */
  readonly maxRetryAfterMs?: number
}
