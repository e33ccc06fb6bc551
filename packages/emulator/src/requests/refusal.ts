import { defined } from '@shotlist/codegen/defined'
import type { ErrorClass } from '../documents/terms.ts'

/** A request that is answered with an error. Thrown by whatever finds the reason, answered in the document's own shape. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly class: ErrorClass
  /** Whether the client broke the document's rules; limits and empty accounts are nobody's mistake. */
  readonly mistake: boolean
  readonly retryAfterSeconds: number | undefined
  /** An HTTP status other than the one the document gives the class. */
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

/** Anything but a refusal is a defect of the emulator's; it is answered as the provider's own, so that clients see an answer. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  return new Refusal('server', `the emulator could not respond: ${error instanceof Error ? error.message : String(error)}`)
}
