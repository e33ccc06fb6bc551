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

/** The connection failed: refused, no such host, no valid certificate, broken off. */
export class NetworkError extends RequestError {
  declare readonly name: 'NetworkError'
  declare readonly code: 'network'
  /** `no`: the request surely never reached the provider. `maybe`: it may have, though no answer came. */
  declare readonly delivered: 'no' | 'maybe'

  constructor(
    request: RequestFacts,
    { delivered, reason, cause }: { readonly delivered: 'no' | 'maybe'; readonly reason: string; readonly cause: unknown },
  ) {
    const surely = delivered === 'no'
    super('network', `the ${surely ? 'provider could not be reached' : 'connection broke off'}: ${reason}`, request, {
      hint: surely ? 'Check the network and the base URL.' : undefined,
      cause,
      delivered,
    })
  }
}

type TimeoutFacts = {
  /** What was being waited for: the first byte of the answer, or the rest of its body. */
  readonly phase: 'headers' | 'body'
  readonly timeoutMs: number
}

/** A request took longer than `timeoutMs`. Whether the provider took it is not known. */
export class TimeoutError extends RequestError implements TimeoutFacts {
  declare readonly name: 'TimeoutError'
  declare readonly code: 'timeout'
  declare readonly phase: 'headers' | 'body'
  declare readonly timeoutMs: number

  constructor(request: RequestFacts, facts: TimeoutFacts) {
    super(
      'timeout',
      `${facts.phase === 'headers' ? 'no answer' : 'the answer was not complete'} within ${facts.timeoutMs} ms`,
      request,
      facts,
    )
  }
}

/** A good answer that lacks what the document says is in it (a task's id, an upload's id), or is too large to be one. */
export class UnexpectedAnswerError extends RequestError {
  declare readonly name: 'UnexpectedAnswerError'
  declare readonly code: 'unexpected-answer'

  constructor(request: RequestFacts, { message }: { readonly message: string }) {
    super('unexpected-answer', message, request, { hint: "The provider's API may have changed: compare the answer with the document." })
  }
}

/**
 * A paid request may have been taken, but nothing that was answered tells. It is not repeated behind the caller's back, because that
 * could be paid for twice. `cause` is what happened.
 */
export class OutcomeUnknownError extends RequestError {
  declare readonly name: 'OutcomeUnknownError'
  declare readonly code: 'outcome-unknown'
  /** The key it was sent with. */
  declare readonly key: string
  /** Whether the provider honours the key: then the same submission with this `key` cannot start a second task. */
  declare readonly repeatable: boolean

  constructor(request: RequestFacts, facts: { readonly key: string; readonly repeatable: boolean; readonly cause: unknown }) {
    const { cause } = facts
    const reason = cause instanceof RequestError ? cause.reason : cause instanceof Error ? cause.message : String(cause)
    super('outcome-unknown', `it is not known whether the provider took the request (key ${facts.key}): ${reason}`, request, {
      hint: facts.repeatable
        ? 'Submit the same input with this key again: nothing is started twice.'
        : 'The provider has no idempotency keys: look for the task there before submitting again, which may be charged.',
      ...facts,
    })
  }
}

type NotJsonFacts = {
  readonly status: number
  readonly contentType?: string | undefined
  /** How the answer begins, without anything secret. */
  readonly excerpt: string
}

/** A 2xx answer that is not JSON: a web page of a proxy, half an answer, nothing. */
export class NotJsonError extends RequestError implements NotJsonFacts {
  declare readonly name: 'NotJsonError'
  declare readonly code: 'not-json'
  declare readonly status: number
  declare readonly contentType: string | undefined
  declare readonly excerpt: string

  constructor(request: RequestFacts, facts: NotJsonFacts) {
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
