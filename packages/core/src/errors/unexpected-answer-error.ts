import { RequestError, type RequestFacts } from './request-error.ts'

/** A good answer that lacks what the document says is in it (a task's id, an upload's id), or is too large to be one. */
export class UnexpectedAnswerError extends RequestError {
  declare readonly name: 'UnexpectedAnswerError'
  declare readonly code: 'unexpected-answer'

  constructor(request: RequestFacts, { message }: { readonly message: string }) {
    super('unexpected-answer', message, request, { hint: "The provider's API may have changed: compare the answer with the document." })
  }
}
