import type { WebhookRules } from '../contract/index.ts'

/** What code needs to know of a provider's webhook. */
export type WebhookSource = {
  /** The provider's id. */
  readonly provider: string
  readonly rules: Omit<WebhookRules, 'retries'>
}

/** A delivery that was checked. */
export type Delivery<Payload = unknown> = {
  readonly provider: string
  /** The task that has ended, or changed. Providers deliver more than once: take a second delivery of a task for the first. */
  readonly taskId: string
  /** Its body, as the document types it. Integers beyond 2^53 are their digits as text. */
  readonly payload: Payload
  /** When it was sent, in Unix milliseconds, where the provider signs that. */
  readonly sentAtMs?: number
  /** Fresh for each delivery, where the provider sends one. */
  readonly nonce?: string
}
