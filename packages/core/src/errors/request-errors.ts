import { type ErrorFacts, ShotlistError } from './shotlist-error.ts'

/** The request that an error is about. */
export type RequestFacts = {
  /** The operation's name (`text-to-video`), or the document's operationId if the request reads tasks. */
  readonly operation: string
  readonly method: string
  /** Without its query and secrets. */
  readonly url: string
  /** The value of the trace header, for the provider's support. */
  readonly traceId: string
}

/** An error of one request. */
export abstract class RequestError extends ShotlistError implements RequestFacts {
  declare readonly operation: string
  declare readonly method: string
  declare readonly url: string
  declare readonly traceId: string
  /** What happened, without operation and URL. */
  declare readonly reason: string

  constructor(code: string, reason: string, { operation, method, url, traceId }: RequestFacts, facts?: ErrorFacts) {
    super(code, `${operation}: ${reason} (${method} ${url})`, { ...facts, operation, method, url, traceId, reason })
  }
}

/** The connection failed: refused, unknown host, invalid certificate, broken off. */
export class NetworkError extends RequestError {
  declare readonly name: 'NetworkError'
  declare readonly code: 'network'
  /** `no`: the request certainly did not reach the provider. `maybe`: it may have, although no response came. */
  declare readonly delivered: 'no' | 'maybe'

  constructor(
    request: RequestFacts,
    { delivered, reason, cause }: { readonly delivered: 'no' | 'maybe'; readonly reason: string; readonly cause: unknown },
  ) {
    const isUndelivered = delivered === 'no'
    super('network', `the ${isUndelivered ? 'provider could not be reached' : 'connection broke off'}: ${reason}`, request, {
      hint: isUndelivered ? 'Check the network and the base URL.' : undefined,
      cause,
      delivered,
    })
  }
}

type TimeoutFacts = {
  /** What did not come in time: the response's headers, or its whole body. */
  readonly phase: 'headers' | 'body'
  readonly timeoutMs: number
}

/** A request took longer than `timeoutMs`. The provider may have accepted it. */
export class TimeoutError extends RequestError implements TimeoutFacts {
  declare readonly name: 'TimeoutError'
  declare readonly code: 'timeout'
  declare readonly phase: 'headers' | 'body'
  declare readonly timeoutMs: number

  constructor(request: RequestFacts, facts: TimeoutFacts) {
    super(
      'timeout',
      `${facts.phase === 'headers' ? 'no response' : 'the response was not complete'} within ${facts.timeoutMs} ms`,
      request,
      facts,
    )
  }
}

/** A success response lacks a required part (a task's id, an upload's id), is too large, or cannot be read. */
export class UnexpectedAnswerError extends RequestError {
  declare readonly name: 'UnexpectedAnswerError'
  declare readonly code: 'unexpected-answer'

  constructor(request: RequestFacts, { message }: { readonly message: string }) {
    super('unexpected-answer', message, request, { hint: "The provider's API may have changed: compare the response with the document." })
  }
}

/**
 * The provider may have accepted a paid request, and no response says whether it did. The client does not repeat it without the caller's
 * decision, because that could be paid twice. `cause` is the error of the last try.
 */
export class OutcomeUnknownError extends RequestError {
  declare readonly name: 'OutcomeUnknownError'
  declare readonly code: 'outcome-unknown'
  /** The idempotency key it was sent with. */
  declare readonly key: string
  /** Whether the provider supports idempotency keys: if so, the same submission with this `key` cannot start a second task. */
  declare readonly repeatable: boolean

  constructor(request: RequestFacts, facts: { readonly key: string; readonly repeatable: boolean; readonly cause: unknown }) {
    const { cause } = facts
    const reason = cause instanceof RequestError ? cause.reason : cause instanceof Error ? cause.message : String(cause)
    super('outcome-unknown', `it is unknown whether the provider accepted the request (key ${facts.key}): ${reason}`, request, {
      hint: facts.repeatable
        ? 'Submit the same input again with this key: that cannot start a second task.'
        : 'The provider has no idempotency keys: look for the task there first, because submitting again may be charged again.',
      ...facts,
    })
  }
}

type NotJsonFacts = {
  readonly status: number
  readonly contentType?: string | undefined
  /** The beginning of the body, with secrets masked. */
  readonly excerpt: string
  /** What the body is. Default: `not JSON`. */
  readonly found?: string
}

/** A 2xx response that is not JSON, nor a file where one is expected: a proxy's web page, part of a response, an empty body. */
export class NotJsonError extends RequestError implements NotJsonFacts {
  declare readonly name: 'NotJsonError'
  declare readonly code: 'not-json'
  declare readonly status: number
  declare readonly contentType: string | undefined
  declare readonly excerpt: string

  constructor(request: RequestFacts, facts: NotJsonFacts) {
    const { status, excerpt, found = 'not JSON' } = facts
    super(
      'not-json',
      `HTTP ${status}${excerpt === '' ? ' with an empty body' : `, but the body is ${found}: ${JSON.stringify(excerpt)}`}`,
      request,
      {
        hint: 'The response may not come from the provider: check the base URL and any proxy.',
        ...facts,
      },
    )
  }
}
