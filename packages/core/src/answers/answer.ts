import type { RequestFacts } from '../errors/request-error.ts'

/** A good answer. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** As it came. */
  readonly text: string
  /** Integers beyond 2^53 are their digits as text. Undefined where the answer has no body (201, 202, 204). */
  readonly body: unknown
  readonly facts: RequestFacts
}
