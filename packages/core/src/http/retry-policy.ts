import { ERROR_CLASSES } from '../contract/index.ts'
import { NetworkError, RequestError, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { AnswerError } from '../errors/response-errors.ts'

/** How often, and after which delays, a request that can be repeated safely is retried. */
export type RetryOptions = {
  /** Number of tries, the first included. Default: 4. */
  readonly attempts?: number
  /** Bound of the wait before the second try, in milliseconds; it doubles with each further try. Default: 500. */
  readonly baseMs?: number
  /** Cap of the back-off, in milliseconds. Default: 20 000. */
  readonly maxMs?: number
  /** Cap of `Retry-After`, in milliseconds: if the provider asks for more, the error is thrown with `retryAfterMs`. Default: 120 000. */
  readonly maxRetryAfterMs?: number
}

/**
 * What it costs to repeat a request.
 *
 * - `free`: nothing;
 * - `keyed`: nothing, if it carries the same idempotency key;
 * - `once`: it can start a second paid task.
 */
export type Safety = 'free' | 'keyed' | 'once'

/** What a failed try means: whether to retry, and whether the provider may still have accepted the request. */
export type Verdict = { readonly retry: boolean; readonly uncertain: boolean }

/** Statuses of an overloaded server (503: RFC 9110, section 15.6.4; some providers use 529 for the same). */
const OVERLOADED = new Set([503, 529])

/** Redirects of a request that was not processed (RFC 9110, section 15.4). Other redirects may come after the processing. */
const NOT_PROCESSED = new Set([307, 308])
/** A request with the same key is still in flight (draft-ietf-httpapi-idempotency-key-header, section 2.7). */
const CONFLICT = 409

/**
 * Whether an error response proves that no task was started. A refusal of a known class proves it, unless it is a `busy` or `rate-limit` that may
 * be billed. `unknown` proves it only for redirects of unprocessed requests. `server` proves it only for an overload with `Retry-After`: other
 * server errors may come from a gateway after the provider accepted the task.
 */
export function startedNothing({
  class: kind,
  status,
  billable,
  retryAfterMs,
}: Pick<AnswerError, 'class' | 'status' | 'billable' | 'retryAfterMs'>): boolean {
  if (kind === 'server') return !billable && retryAfterMs !== undefined && OVERLOADED.has(status)
  if (kind === 'unknown') return !billable && NOT_PROCESSED.has(status)
  return kind === 'busy' || kind === 'rate-limit' ? !billable : true
}

/** Judges a failed try. The caller applies `Retry-After`, the number of tries and the signal. */
export function judge(error: unknown, safety: Safety): Verdict {
  if (!(error instanceof RequestError)) return { retry: false, uncertain: false }
  if (error instanceof NetworkError && error.delivered === 'no') return { retry: true, uncertain: false }
  const isKeyInUse = safety === 'keyed' && error instanceof AnswerError && error.class === 'unknown' && error.status === CONFLICT
  if (isKeyInUse) return { retry: true, uncertain: true }
  if (error instanceof AnswerError && startedNothing(error)) {
    return { retry: error.retryable && (ERROR_CLASSES[error.class].passes || safety !== 'once'), uncertain: false }
  }
  const final = error instanceof UnexpectedAnswerError || (error instanceof AnswerError && !error.retryable)
  return { retry: safety !== 'once' && !final, uncertain: safety !== 'free' }
}

/**
 * The wait after a try, in milliseconds; `attempt` counts from 1. It lies at random between half and all of a bound that doubles with each try,
 * so that clients that failed together do not retry together.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs, random }: { readonly baseMs: number; readonly maxMs: number; readonly random: () => number },
): number {
  return Math.min(maxMs, baseMs * 2 ** (attempt - 1)) * (0.5 + random() / 2)
}

/** The wait that a `Retry-After` header asks for, in milliseconds (RFC 9110, section 10.2.3: seconds, or a date). */
export function readRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header?.trim()) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}
