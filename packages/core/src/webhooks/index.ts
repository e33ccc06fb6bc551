/** Webhooks: checks deliveries and answers them. Each provider's own handler is at `@shotlist/core/<id>/webhooks`. */
export { WebhookError, type WebhookRefusal } from '../errors/webhook-error.ts'
export type { Delivery, WebhookSource } from './delivery.ts'
export { type BodyEncoder, encodedBody, sortedPercentQuery, sortedQuery, type UncheckedBody } from './encoders.ts'
export { memoryNonceStore, type NonceStore } from './nonce-store.ts'
export { type RawDelivery, type VerifyOptions, verifyWebhook } from './verify-webhook.ts'
export { type WebhookHandler, type WebhookOptions, webhookHandler } from './webhook-handler.ts'
