import { RequestError, type RequestFacts } from './request-error.ts'

type Facts = {
  /** What was being waited for: the first byte of the answer, or the rest of its body. */
  readonly phase: 'headers' | 'body'
  readonly timeoutMs: number
}

/** A request took longer than `timeoutMs`. Whether the provider took it is not known. */
export class TimeoutError extends RequestError implements Facts {
  declare readonly name: 'TimeoutError'
  declare readonly code: 'timeout'
  declare readonly phase: 'headers' | 'body'
  declare readonly timeoutMs: number

  constructor(request: RequestFacts, facts: Facts) {
    super(
      'timeout',
      `${facts.phase === 'headers' ? 'no answer' : 'the answer was not complete'} within ${facts.timeoutMs} ms`,
      request,
      facts,
    )
  }
}
