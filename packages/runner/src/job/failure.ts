import type { ErrorClass } from '@shotlist/core/contract'

/**
 * What kind of failure it was: the provider's own classes, and those of the way there and back.
 *
 * - `network`: no answer, for certain nothing was started;
 * - `timeout`: the task did not end in its time, and may still;
 * - `file`: the result could not be brought home;
 * - `internal`: a mistake of Shotlist's own.
 */
export type FailureClass = ErrorClass | 'network' | 'timeout' | 'file' | 'internal'

/** Why a job failed, as plain data: it is kept in the journal and shown to people. Never holds a secret. */
export type Failure = {
  readonly class: FailureClass
  /** The provider's code, or the code of our own error. */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** How long the provider asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
}
