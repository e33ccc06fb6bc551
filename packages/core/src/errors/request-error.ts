import { type ErrorFacts, ShotlistError } from './shotlist-error.ts'

/** Which request an error is about. */
export type RequestFacts = {
  /** The operation's name (`text-to-video`); for reads of tasks the document's operationId. */
  readonly operation: string
  readonly method: string
  /** Without anything secret. */
  readonly url: string
  /** What the trace header carried: quote it to the provider's support. */
  readonly traceId: string
}

/** An error of one request. */
export abstract class RequestError extends ShotlistError implements RequestFacts {
  declare readonly operation: string
  declare readonly method: string
  declare readonly url: string
  declare readonly traceId: string
  /** What happened, without where. */
  declare readonly reason: string

  constructor(code: string, reason: string, { operation, method, url, traceId }: RequestFacts, facts?: ErrorFacts) {
    super(code, `${operation}: ${reason} (${method} ${url})`, { ...facts, operation, method, url, traceId, reason })
  }
}
