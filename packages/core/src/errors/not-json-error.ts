import { RequestError, type RequestFacts } from './request-error.ts'

type Facts = {
  readonly status: number
  readonly contentType?: string | undefined
  /** How the answer begins, without anything secret. */
  readonly excerpt: string
}

/** A 2xx answer that is not JSON: a web page of a proxy, half an answer, nothing. */
export class NotJsonError extends RequestError implements Facts {
  declare readonly name: 'NotJsonError'
  declare readonly code: 'not-json'
  declare readonly status: number
  declare readonly contentType: string | undefined
  declare readonly excerpt: string

  constructor(request: RequestFacts, facts: Facts) {
    const { status, excerpt } = facts
    super(
      'not-json',
      `HTTP ${status}${excerpt === '' ? ' with an empty body' : `, but the body is not JSON: ${JSON.stringify(excerpt)}`}`,
      request,
      {
        hint: 'Something else may have answered: check the base URL and any proxy.',
        ...facts,
      },
    )
  }
}
