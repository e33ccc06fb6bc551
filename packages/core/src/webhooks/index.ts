/** Checks webhook deliveries and responds to them. Each provider's own handler is at `@shotlist/core/<id>/webhooks`. */
export { WebhookError, type WebhookRefusal } from '../errors/webhook-error.ts'
export { type BodyEncoder, encodedBody, sortedPercentQuery, sortedQuery, type UncheckedBody } from './body-encoders.ts'
export { type Delivery, type RawDelivery, type VerifyOptions, verifyWebhook, type WebhookSource } from './verify-webhook.ts'
export { memoryNonceStore, type NonceStore, type WebhookHandler, type WebhookOptions, webhookHandler } from './webhook-handler.ts'
