import { ShotlistError } from './shotlist-error.ts'

/** Why a delivery is refused. */
export type WebhookRefusal = 'unsigned' | 'wrong-signature' | 'too-old' | 'malformed'

/** A delivery that is not to be trusted, or cannot be read. Its message names neither the secret nor the body. */
export class WebhookError extends ShotlistError {
  declare readonly name: 'WebhookError'
  declare readonly code: 'webhook'
  declare readonly reason: WebhookRefusal

  constructor(reason: WebhookRefusal, message: string, hint?: string) {
    super('webhook', message, { hint, reason })
  }
}
