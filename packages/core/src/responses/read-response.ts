import type { Candidates, ErrorReading } from '../contract/index.ts'
import { type AnswerFacts, EnvelopeError, HttpStatusError } from '../errors/response-errors.ts'
import { NotJsonError, type RequestFacts } from '../errors/request-errors.ts'
import { type EvaluationScope, firstText, holds } from '../expressions/evaluate.ts'
import type { RawResponse } from '../http/exchange.ts'
import { type Mask, maskedHeaders, maskedValue } from '../http/mask.ts'
import { excerptOf, SENTENCE_LENGTH } from '../http/message-text.ts'
import { readRetryAfter } from '../http/retry-policy.ts'
import { parseExact } from '../json/exact-json.ts'
import { classify } from './classify-error.ts'

/** A good answer. */
export type SuccessResponse = {
  readonly status: number
  readonly headers: Headers
  /** As it came. */
  readonly text: string
  /** Integers beyond 2^53 are their digits as text. Undefined where the answer has no body (201, 202, 204). */
  readonly body: unknown
  readonly facts: RequestFacts
}

/** How much is kept of a page, which is only to be recognised. */
const PAGE_LENGTH = 200

function reportsError({ envelope }: ErrorReading, scope: EvaluationScope): boolean {
  return (
    envelope !== undefined &&
    ((envelope.failed !== undefined && holds(envelope.failed, scope)) || (envelope.ok !== undefined && !holds(envelope.ok, scope)))
  )
}

export type ReadResponseOptions = {
  readonly rules: ErrorReading
  readonly facts: RequestFacts
  readonly mask: Mask
  readonly nowMs: number
}

/**
 * Takes an answer for what it is, by the document's rules. What is secret is taken out here, whatever the answer repeats of it: nothing behind
 * this place sees it.
 *
 * @throws HttpStatusError, EnvelopeError, NotJsonError.
 */
export function readResponse(raw: RawResponse, { rules, facts, mask, nowMs }: ReadResponseOptions): SuccessResponse {
  const { status } = raw
  const text = mask(raw.text)
  const headers = maskedHeaders(raw.headers, mask)
  const good = status >= 200 && status < 300
  let body: unknown
  let page: string | undefined
  try {
    // The content type is not asked: providers mislabel JSON, and proxies mislabel their pages.
    body = parseExact(raw.text)
    if (text !== raw.text) body = maskedValue(body, mask)
  } catch {
    // "Made", "accepted" or "no content" may come with headers alone; a 200 says that there is something to read.
    if (good && status !== 200 && text === '') return { status, headers, text, body, facts }
    page = excerptOf(text, PAGE_LENGTH)
    if (good) throw new NotJsonError(facts, { status, contentType: headers.get('content-type') ?? undefined, excerpt: page })
  }
  const scope: EvaluationScope = { status, headers, body }
  if (good && !reportsError(rules, scope)) return { status, headers, text, body, facts }

  const said = (candidates: Candidates | undefined): string | undefined => {
    const value = firstText(candidates, scope)
    return value === undefined ? undefined : excerptOf(value, SENTENCE_LENGTH)
  }
  const providerCode = said(rules.code)
  const { retry, ...verdict } = classify(rules, { code: providerCode, status })
  const answer: AnswerFacts = {
    meaning: undefined,
    ...verdict,
    status,
    providerCode,
    providerMessage: said(rules.message) ?? (page || (good && providerCode === undefined ? excerptOf(text, PAGE_LENGTH) : undefined)),
    providerTraceId: said(rules.trace),
    retryable: retry,
    retryAfterMs: readRetryAfter(headers.get('retry-after'), nowMs),
  }
  throw good ? new EnvelopeError(facts, answer) : new HttpStatusError(facts, answer)
}
