import { ERROR_CLASSES } from '../contract/index.ts'
import { AnswerError } from '../errors/response-errors.ts'
import { NetworkError, RequestError, UnexpectedAnswerError } from '../errors/request-errors.ts'

/** How often, and after how long, a request that may be repeated is repeated. */
export type RetryOptions = {
  /** Tries in all, the first included. Default: 4. */
  readonly attempts?: number
  /** The longest wait before the second try, in milliseconds; it doubles with each further one. Default: 500. */
  readonly baseMs?: number
  /** No wait of our own is longer. Default: 20 000. */
  readonly maxMs?: number
  /** A provider that asks for a longer wait (`Retry-After`) is not waited for: the error says how long it asked for. Default: 120 000. */
  readonly maxRetryAfterMs?: number
}

/**
 * What repeating a request can do.
 *
 * - `free`: nothing that costs;
 * - `keyed`: nothing that costs, as long as it carries the same idempotency key;
 * - `once`: start, and charge for, a second task.
 */
export type Safety = 'free' | 'keyed' | 'once'

/** What a failed try means: whether to try again, and whether the provider may have taken the request all the same. */
export type Verdict = { readonly again: boolean; readonly uncertain: boolean }

/** Statuses of a server that is too busy to begin (RFC 9110, section 15.6.4; 529 where it is used is the same). */
const OVERLOADED = new Set([503, 529])

/** Redirects that leave a request undone, for another place to do (RFC 9110, section 15.4): the others may come after it was done. */
const UNDONE = new Set([307, 308])
/** A request with the same key is still under way (draft-ietf-httpapi-idempotency-key-header, section 2.7). */
const CONFLICT = 409

/**
 * Whether an error that the provider answered with proves that it started nothing. A refusal of a class that the document or HTTP names does. An
 * error of an unknown class does not, and neither does a failure in the provider's own works: it may come from a gateway, after the task was
 * taken; only one that says when to come back speaks of load. `billable` errors of capacity are not trusted either.
 */
export function startedNothing({
  class: kind,
  status,
  billable,
  retryAfterMs,
}: Pick<AnswerError, 'class' | 'status' | 'billable' | 'retryAfterMs'>): boolean {
  if (kind === 'server') return !billable && retryAfterMs !== undefined && OVERLOADED.has(status)
  if (kind === 'unknown') return !billable && UNDONE.has(status)
  return kind === 'busy' || kind === 'rate-limit' ? !billable : true
}

/** Judges a failed try. Pure: `Retry-After`, the number of tries and the signal are the caller's. */
export function judge(error: unknown, safety: Safety): Verdict {
  if (!(error instanceof RequestError)) return { again: false, uncertain: false }
  if (error instanceof NetworkError && error.delivered === 'no') return { again: true, uncertain: false }
  const isKeyInUse = safety === 'keyed' && error instanceof AnswerError && error.class === 'unknown' && error.status === CONFLICT
  if (isKeyInUse) return { again: true, uncertain: true }
  if (error instanceof AnswerError && startedNothing(error)) {
    return { again: error.retryable && (ERROR_CLASSES[error.class].passes || safety !== 'once'), uncertain: false }
  }
  const final = error instanceof UnexpectedAnswerError || (error instanceof AnswerError && !error.retryable)
  return { again: safety !== 'once' && !final, uncertain: safety !== 'free' }
}

/**
 * How long to wait after the `attempt`th try (from 1): between half and all of a bound that doubles with each try, so that clients that
 * failed together do not come back together.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs, random }: { readonly baseMs: number; readonly maxMs: number; readonly random: () => number },
): number {
  return Math.min(maxMs, baseMs * 2 ** (attempt - 1)) * (0.5 + random() / 2)
}

/** How long a `Retry-After` header (RFC 9110, section 10.2.3: seconds, or a date) asks to wait. */
export function readRetryAfter(header: string | null | undefined, nowMs: number): number | undefined {
  if (!header?.trim()) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}
