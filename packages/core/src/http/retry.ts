import { OutcomeUnknownError, type RequestError } from '../errors/request-errors.ts'
import type { AnswerError } from '../errors/response-errors.ts'
import { AbortedError } from '../errors/shotlist-error.ts'
import type { Clock } from './clock.ts'
import { DEFAULTS } from './defaults.ts'
import { backoffMs, judge, type RetryOptions, type Safety } from './retry-policy.ts'
import { openTimeScope } from './time-scope.ts'

type RetryLoopOptions = {
  readonly operation: string
  readonly safety: Safety
  /** Of a paid request. */
  readonly idempotencyKey?: string
  readonly retry: RetryOptions | false | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly onRetry: (attempt: number, error: RequestError, delayMs: number) => void
}

/**
 * Retries a request until it succeeds, as often as that is safe and allowed.
 *
 * If the provider may have accepted a paid request in any try, the result is OutcomeUnknownError, even if the last try certainly was not
 * delivered: the last try does not settle an earlier one.
 *
 * @throws the last try's error; OutcomeUnknownError; AbortedError.
 */
export async function withRetries<T>(tryOnce: (attempt: number) => Promise<T>, options: RetryLoopOptions): Promise<T> {
  const { operation, safety, idempotencyKey = '', retry, clock, random, signals, onRetry } = options
  const {
    attempts = DEFAULTS.retry.attempts,
    baseMs = DEFAULTS.retry.baseMs,
    maxMs = DEFAULTS.retry.maxMs,
    maxRetryAfterMs = DEFAULTS.retry.maxRetryAfterMs,
  } = retry === false ? { attempts: 1 } : (retry ?? {})
  let uncertain: RequestError | undefined
  const aborted = (cause: unknown, inFlight?: boolean) =>
    new AbortedError(operation, {
      uncertainKey: uncertain !== undefined || (inFlight && safety !== 'free') ? idempotencyKey : undefined,
      cause,
    })

  for (let attempt = 1; ; attempt++) {
    const stopped = signals.find((signal) => signal?.aborted)
    if (stopped !== undefined) throw aborted(stopped.reason)
    try {
      return await tryOnce(attempt)
    } catch (error) {
      if (error instanceof AbortedError) throw aborted(error.cause, true)
      const verdict = judge(error, safety)
      if (verdict.uncertain) uncertain ??= error as RequestError
      const retryAfterMs = (error as Partial<AnswerError>).retryAfterMs ?? 0
      if (!verdict.retry || attempt >= attempts || retryAfterMs > maxRetryAfterMs) {
        throw uncertain === undefined
          ? error
          : new OutcomeUnknownError(uncertain, { key: idempotencyKey, repeatable: safety === 'keyed', cause: error })
      }
      const delayMs = Math.max(retryAfterMs, backoffMs(attempt, { baseMs, maxMs, random }))
      onRetry(attempt, error as RequestError, delayMs)
      const pause = openTimeScope({ signals, timeoutMs: Number.POSITIVE_INFINITY, clock })
      await clock
        .sleep(delayMs, pause.signal)
        .catch((reason: unknown) => {
          throw aborted(reason)
        })
        .finally(pause.close)
    }
  }
}
