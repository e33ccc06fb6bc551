import { ShotlistError } from './shotlist-error.ts'

/** Why a delivery is refused. */
export type WebhookRefusal = 'unsigned' | 'wrong-signature' | 'too-old' | 'malformed' | 'no-keys'

/** A webhook delivery cannot be trusted or read. The message holds neither the secret nor the body. */
export class WebhookError extends ShotlistError {
  declare readonly name: 'WebhookError'
  declare readonly code: 'webhook'
  declare readonly reason: WebhookRefusal

  constructor(reason: WebhookRefusal, message: string, hint?: string) {
    super('webhook', message, { hint, reason })
  }
}
