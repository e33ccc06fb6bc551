import { AnswerError, type AnswerFacts } from './answer-error.ts'
import type { RequestFacts } from './request-error.ts'

/** The provider answered with an HTTP status other than 2xx. */
export class HttpStatusError extends AnswerError {
  declare readonly name: 'HttpStatusError'
  declare readonly code: 'http-status'

  constructor(request: RequestFacts, answer: AnswerFacts) {
    super('http-status', request, answer)
  }
}
