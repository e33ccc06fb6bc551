import { WebhookError } from '../errors/webhook-error.ts'
import { type Delivery, secretsOf, type VerifyOptions, verifyWebhook, type WebhookSource } from './verify-webhook.ts'

export type WebhookOptions<Payload = unknown> = VerifyOptions & {
  /** Called for each new delivery. Return soon, because the provider waits for the response. If it throws, the provider delivers again. */
  readonly onDelivery: (delivery: Delivery<Payload>) => void | Promise<void>
  /** Called for each refused delivery, for logs. */
  readonly onRefused?: ((error: WebhookError) => void) | undefined
  /** Called with each error that `onDelivery` throws, for logs; the provider only gets a 500. */
  readonly onFailed?: ((error: unknown, delivery: Delivery<Payload>) => void) | undefined
  /** Stores the nonces of handled deliveries. Default: in the memory of this process. */
  readonly nonces?: NonceStore | undefined
}

/** A handler for servers with the fetch API (Next.js, Hono, Deno, Workers ...). */
export type WebhookHandler = (request: Request) => Promise<Response>

/** A limit far above any delivery. */
const MAX_BODY_LENGTH = 1024 * 1024

const STATUS_OF = { unsigned: 401, 'wrong-signature': 401, 'too-old': 401, malformed: 400, 'no-keys': 503 } as const

async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_LENGTH) throw new WebhookError('malformed', 'The delivery is too large.')
  const body = await request.text()
  if (body.length > MAX_BODY_LENGTH) throw new WebhookError('malformed', 'The delivery is too large.')
  return body
}

/**
 * Makes a handler that verifies deliveries and responds as the provider expects. A repeated delivery gets the same response and is not handled
 * again. If the handling fails, the response is 500, so that the provider delivers again.
 *
 * @throws ConfigurationError without a secret
 */
export function webhookHandler<Payload>(source: WebhookSource, options: WebhookOptions<Payload>): WebhookHandler {
  const {
    onDelivery,
    onRefused,
    onFailed,
    nonces = memoryNonceStore({ now: options.now ?? Date.now }),
    now = Date.now,
    ...verify
  } = options
  secretsOf(source, verify)
  const { answer, signature } = source.rules
  const accepted = () => new Response(answer.body ?? null, { status: answer.status, headers: { 'content-type': 'text/plain' } })

  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
    let delivery: Delivery<Payload>
    try {
      const { url, headers } = request
      delivery = await verifyWebhook<Payload>({ url, headers, body: await readBody(request) }, source, { ...verify, now })
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error
      onRefused?.(error)
      return new Response(error.message, { status: STATUS_OF[error.reason] })
    }
    const { nonce, sentAtMs = now() } = delivery
    const untilMs = sentAtMs + (verify.toleranceMs ?? (signature?.toleranceSeconds ?? 0) * 1000)
    if (nonce !== undefined && !(await nonces.claim(nonce, untilMs))) return accepted()
    try {
      await onDelivery(delivery)
      return accepted()
    } catch (error) {
      onFailed?.(error, delivery)
      if (nonce !== undefined) await nonces.release(nonce)
      return new Response('The delivery could not be handled: try again.', { status: 500 })
    }
  }
}

/** Stores the nonces of deliveries, so that none is handled twice. A service with several processes needs a shared store. */
export type NonceStore = {
  /** Claims a nonce until `untilMs` (Unix milliseconds); false if it is claimed already. */
  claim(nonce: string, untilMs: number): boolean | Promise<boolean>
  /** Releases a nonce whose delivery was not handled and may come again. */
  release(nonce: string): void | Promise<void>
}

/** A store in the memory of this process. It holds at most `most` nonces, each until its time is up. */
export function memoryNonceStore({
  most = 100_000,
  now = Date.now,
}: {
  readonly most?: number
  readonly now?: () => number
} = {}): NonceStore {
  const taken = new Map<string, number>()
  const forget = () => {
    for (const [nonce, untilMs] of taken) {
      if (untilMs > now() && taken.size < most) break
      taken.delete(nonce)
    }
  }
  return {
    claim: (nonce, untilMs) => {
      if ((taken.get(nonce) ?? 0) > now()) return false
      forget()
      taken.set(nonce, untilMs)
      return true
    },
    release: (nonce) => {
      taken.delete(nonce)
    },
  }
}
