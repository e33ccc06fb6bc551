import { defined } from '@shotlist/codegen/defined'
import type { ErrorClass } from '../documents/terms.ts'

/** A request that gets an error response. Thrown where the reason is found, and reported in the document's own shape. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly class: ErrorClass
  /** Whether the client broke the document's rules. Reaching a limit or an empty account is not a mistake. */
  readonly mistake: boolean
  readonly retryAfterSeconds: number | undefined
  /** An HTTP status other than the document's status for the class. */
  readonly status: number | undefined

  constructor(errorClass: ErrorClass, message: string, details: { mistake?: boolean; retryAfterSeconds?: number; status?: number } = {}) {
    super(message)
    this.class = errorClass
    this.mistake = details.mistake ?? false
    this.retryAfterSeconds = details.retryAfterSeconds
    this.status = details.status
  }
}

/** A request that breaks the document's rules. */
export function mistake(errorClass: ErrorClass, message: string, status?: number): Refusal {
  return new Refusal(errorClass, message, { mistake: true, ...defined({ status }) })
}

/** Any other error is a defect of the emulator. It becomes a provider's error, so that clients get a response. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  return new Refusal('server', `the emulator could not respond: ${error instanceof Error ? error.message : String(error)}`)
}
