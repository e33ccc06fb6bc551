import type { ErrorClass } from '../contract/index.ts'
import { RequestError, type RequestFacts } from './request-errors.ts'

/** An error response, read and classified by the document's rules. */
export type AnswerFacts = {
  /** The HTTP status. */
  readonly status: number
  readonly class: ErrorClass
  /** The provider's own code, as text. */
  readonly providerCode?: string | undefined
  /** The provider's message. */
  readonly providerMessage?: string | undefined
  /** The provider's id of the request, for its support. */
  readonly providerTraceId?: string | undefined
  /** The meaning of the code, by the document. */
  readonly meaning?: string | undefined
  readonly hint?: string | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Whether the provider may have charged for it. */
  readonly billable: boolean
  /** The wait that the response's `Retry-After` header asks for. */
  readonly retryAfterMs?: number | undefined
}

/** The provider responded with an error: `HttpStatusError` or `EnvelopeError`. */
export abstract class AnswerError extends RequestError implements AnswerFacts {
  declare readonly status: number
  declare readonly class: ErrorClass
  declare readonly providerCode: string | undefined
  declare readonly providerMessage: string | undefined
  declare readonly providerTraceId: string | undefined
  declare readonly meaning: string | undefined
  declare readonly retryable: boolean
  declare readonly billable: boolean
  declare readonly retryAfterMs: number | undefined

  constructor(code: string, request: RequestFacts, response: AnswerFacts) {
    const { providerMessage, meaning, providerCode } = response
    const text = providerMessage ?? meaning ?? 'no reason given'
    const suffix = meaning !== undefined && meaning !== text ? `; ${meaning}` : ''
    const codeText = providerCode === undefined ? '' : `, code ${providerCode}`
    super(code, `${text} (${response.class}, HTTP ${response.status}${codeText}${suffix})`, request, response)
  }
}

/** The provider responded with an HTTP status other than 2xx. */
export class HttpStatusError extends AnswerError {
  declare readonly name: 'HttpStatusError'
  declare readonly code: 'http-status'

  constructor(request: RequestFacts, response: AnswerFacts) {
    super('http-status', request, response)
  }
}

/** The provider responded with an error inside a 2xx response. */
export class EnvelopeError extends AnswerError {
  declare readonly name: 'EnvelopeError'
  declare readonly code: 'envelope'

  constructor(request: RequestFacts, response: AnswerFacts) {
    super('envelope', request, response)
  }
}
