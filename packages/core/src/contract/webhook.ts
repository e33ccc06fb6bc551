import type { Candidates } from './expression.ts'

/** How the provider announces finished tasks. `$request.body` in the expressions is the delivery's body. */
export type WebhookRules = {
  /** Its name in the document's `webhooks`. */
  readonly name: string
  /** Name of the task kind it speaks of. */
  readonly task: string
  /** The task's id in the delivery. */
  readonly id: Candidates
  /** Absent: deliveries are not signed. */
  readonly signature?: {
    readonly scheme: 'hmac-sha256'
    readonly encoding: 'base64' | 'hex'
    readonly header: string
    readonly timestampHeader?: string
    readonly nonceHeader?: string
    /** What is signed: `{timestamp}`, `{nonce}`, `{body}` (raw) and `{sorted-query}` (the body's fields as a URL query, keys sorted) are filled in. */
    readonly signed: string
    /** How old a delivery may be, in seconds. */
    readonly toleranceSeconds: number
  }
  /** What the receiver answers. */
  readonly answer: { readonly status: number; readonly body?: string }
  /** Seconds between the tries after the first. */
  readonly retries: readonly number[]
}
