import { RequestError, type RequestFacts } from './request-error.ts'

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
