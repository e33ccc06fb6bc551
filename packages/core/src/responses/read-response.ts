import type { Candidates, ErrorReading } from '../contract/index.ts'
import { NotJsonError, type RequestFacts } from '../errors/request-errors.ts'
import { type AnswerFacts, EnvelopeError, HttpStatusError } from '../errors/response-errors.ts'
import { type EvaluationScope, firstText, holds } from '../expressions/evaluate.ts'
import { type Mask, maskedHeaders, maskedValue } from '../http/mask.ts'
import { excerptOf, SENTENCE_LENGTH } from '../http/message-text.ts'
import { readRetryAfter } from '../http/retry-policy.ts'
import type { RawResponse } from '../http/send-and-read.ts'
import { parseExact } from '../json/exact-json.ts'
import type { Download } from '../transfer/download.ts'
import { classify } from './classify-error.ts'

/** A response that reports success, or one that the caller judges itself. */
export type SuccessResponse = {
  readonly status: number
  readonly headers: Headers
  /** The body, with secrets masked. */
  readonly text: string
  /** The parsed body. Integers beyond 2^53 are their digits as text. Undefined if the response has no body (201, 202, 204). */
  readonly body: unknown
  /** The body, if it is a file. It is read as it arrives. */
  readonly file?: Download
  /** The address at which the file can be read again. */
  readonly address?: string
  readonly facts: RequestFacts
}

/** Characters of a non-JSON body that an error quotes: enough to recognise a proxy's page. */
const MAX_EXCERPT_LENGTH = 200

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
  /** Whether a response with the status of an error is returned, and not thrown. */
  readonly isJudged?: ((scope: EvaluationScope) => boolean) | undefined
}

/**
 * Reads a response by the document's rules: returns a success response and throws an error one. Secrets that the response repeats are masked
 * here, so that no caller sees them.
 *
 * @throws HttpStatusError, EnvelopeError, NotJsonError.
 */
export function readResponse(raw: RawResponse, { rules, facts, mask, nowMs, isJudged }: ReadResponseOptions): SuccessResponse {
  const { status } = raw
  const text = mask(raw.text)
  const headers = maskedHeaders(raw.headers, mask)
  const isSuccess = status >= 200 && status < 300
  let body: unknown
  let rawExcerpt: string | undefined
  try {
    // The content type is ignored: providers mislabel JSON, and proxies mislabel their pages.
    body = parseExact(raw.text)
    if (text !== raw.text) body = maskedValue(body, mask)
  } catch {
    // 201, 202 and 204 may have no body; a 200 must have one.
    if (isSuccess && status !== 200 && text === '') return { status, headers, text, body, facts }
    rawExcerpt = excerptOf(text, MAX_EXCERPT_LENGTH)
    if (isSuccess) throw new NotJsonError(facts, { status, contentType: headers.get('content-type') ?? undefined, excerpt: rawExcerpt })
  }
  const scope: EvaluationScope = { status, headers, body }
  if (isSuccess && !reportsError(rules, scope)) return { status, headers, text, body, facts }
  // A 5xx that is not JSON may come from a gateway, which knows nothing of the task.
  if (!isSuccess && (status < 500 || body !== undefined) && isJudged?.(scope) === true) return { status, headers, text, body, facts }

  const excerpt = (candidates: Candidates | undefined): string | undefined => {
    const value = firstText(candidates, scope)
    return value === undefined ? undefined : excerptOf(value, SENTENCE_LENGTH)
  }
  const providerCode = excerpt(rules.code)
  const { retry, ...verdict } = classify(rules, { code: providerCode, status })
  const error: AnswerFacts = {
    meaning: undefined,
    ...verdict,
    status,
    providerCode,
    providerMessage:
      excerpt(rules.message) ?? (rawExcerpt || (isSuccess && providerCode === undefined ? excerptOf(text, MAX_EXCERPT_LENGTH) : undefined)),
    providerTraceId: excerpt(rules.trace),
    retryable: retry,
    retryAfterMs: readRetryAfter(headers.get('retry-after'), nowMs),
  }
  throw isSuccess ? new EnvelopeError(facts, error) : new HttpStatusError(facts, error)
}
