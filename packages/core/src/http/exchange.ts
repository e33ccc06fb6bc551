import { deliveryOf } from '#network-delivery'
import { AbortedError } from '../errors/aborted-error.ts'
import { NetworkError } from '../errors/network-error.ts'
import type { RequestFacts } from '../errors/request-error.ts'
import { TimeoutError } from '../errors/timeout-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { failureText } from './failure-text.ts'
import type { FetchLike } from './fetch-like.ts'
import { type Mask, maskedCause } from './mask.ts'
import type { RawAnswer } from './prepared-request.ts'
import { readText } from './read-text.ts'
import type { TimeScope } from './time-scope.ts'

/** No JSON answer of these APIs comes near; what is longer is not one. */
const maxAnswerBytes = 16 * 1024 * 1024

export type ExchangeOptions = {
  readonly fetch: FetchLike
  /** For headers and body together. Whoever opened it closes it. */
  readonly scope: TimeScope
  readonly timeoutMs: number
  readonly facts: RequestFacts
  readonly mask: Mask
}

/**
 * Sends one request and reads its whole answer, whatever its status, within the time given.
 *
 * @throws NetworkError, TimeoutError, AbortedError, UnexpectedAnswerError (an answer too long to be one).
 */
export const exchange = async (
  url: string,
  init: RequestInit,
  { fetch, scope, timeoutMs, facts, mask }: ExchangeOptions,
): Promise<RawAnswer> => {
  let phase: 'headers' | 'body' = 'headers'
  try {
    // A redirect is not followed: it would carry the key, and a paid request, to another place.
    const response = await scope.race(fetch(url, { ...init, signal: scope.signal, redirect: 'manual' }))
    phase = 'body'
    const text = await scope.race(readText(response, maxAnswerBytes))
    if (text !== undefined) return { status: response.status, headers: response.headers, text }
  } catch (error) {
    if (scope.timedOut) throw new TimeoutError(facts, { phase, timeoutMs })
    if (scope.signal.aborted) throw new AbortedError(facts.operation, { cause: maskedCause(scope.signal.reason, mask) })
    throw new NetworkError(facts, {
      delivered: phase === 'headers' ? deliveryOf(error) : 'maybe',
      reason: mask(failureText(error)),
      cause: maskedCause(error, mask),
    })
  }
  throw new UnexpectedAnswerError(facts, { message: `the answer is longer than ${maxAnswerBytes} bytes` })
}
