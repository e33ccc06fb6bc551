import { AnswerError, type AnswerFacts } from './answer-error.ts'
import type { RequestFacts } from './request-error.ts'

/** The provider answered with an error inside a 2xx answer. */
export class EnvelopeError extends AnswerError {
  declare readonly name: 'EnvelopeError'
  declare readonly code: 'envelope'

  constructor(request: RequestFacts, answer: AnswerFacts) {
    super('envelope', request, answer)
  }
}
