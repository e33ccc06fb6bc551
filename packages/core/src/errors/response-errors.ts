import type { ErrorClass } from '../contract/index.ts'
import { RequestError, type RequestFacts } from './request-errors.ts'

/** What an answer says of the error it reports, by the document's rules. */
export type AnswerFacts = {
  readonly status: number
  readonly class: ErrorClass
  /** The provider's own code, as text. */
  readonly providerCode?: string | undefined
  /** The provider's own words. */
  readonly providerMessage?: string | undefined
  /** The provider's own id of the request, for its support. */
  readonly providerTraceId?: string | undefined
  /** What the document says the code means. */
  readonly meaning?: string | undefined
  readonly hint?: string | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Whether the provider may have charged for it. */
  readonly billable: boolean
  /** How long the provider asks to wait. */
  readonly retryAfterMs?: number | undefined
}

/** The provider answered with an error: `HttpStatusError` or `EnvelopeError`. */
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

  constructor(code: string, request: RequestFacts, answer: AnswerFacts) {
    const { providerMessage, meaning, providerCode } = answer
    const said = providerMessage ?? meaning ?? 'no reason given'
    const meant = meaning !== undefined && meaning !== said ? `; ${meaning}` : ''
    const ofCode = providerCode === undefined ? '' : `, code ${providerCode}`
    super(code, `${said} (${answer.class}, HTTP ${answer.status}${ofCode}${meant})`, request, answer)
  }
}

/** The provider answered with an HTTP status other than 2xx. */
export class HttpStatusError extends AnswerError {
  declare readonly name: 'HttpStatusError'
  declare readonly code: 'http-status'

  constructor(request: RequestFacts, answer: AnswerFacts) {
    super('http-status', request, answer)
  }
}

/** The provider answered with an error inside a 2xx answer. */
export class EnvelopeError extends AnswerError {
  declare readonly name: 'EnvelopeError'
  declare readonly code: 'envelope'

  constructor(request: RequestFacts, answer: AnswerFacts) {
    super('envelope', request, answer)
  }
}
