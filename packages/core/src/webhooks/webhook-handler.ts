import { WebhookError } from '../errors/webhook-error.ts'
import { type Delivery, secretsOf, type VerifyOptions, verifyWebhook, type WebhookSource } from './verify-webhook.ts'

export type WebhookOptions<Payload = unknown> = VerifyOptions & {
  /** Told of a task that has ended. Be quick, or hand it on: providers wait for the answer. What it throws makes the provider try again. */
  readonly onDelivery: (delivery: Delivery<Payload>) => void | Promise<void>
  /** Told of deliveries that are refused, for logs. */
  readonly onRefused?: ((error: WebhookError) => void) | undefined
  /** Told of what `onDelivery` threw, for logs: the provider is answered with 500, and nobody else hears of it. */
  readonly onFailed?: ((error: unknown, delivery: Delivery<Payload>) => void) | undefined
  /** Remembers what was handled. Default: within this process. */
  readonly nonces?: NonceStore | undefined
}

/** Takes deliveries, as servers of the fetch kind do (Next.js, Hono, Deno, Workers ...). */
export type WebhookHandler = (request: Request) => Promise<Response>

/** No delivery comes near. */
const MAX_BODY_LENGTH = 1024 * 1024

const STATUS_OF = { unsigned: 401, 'wrong-signature': 401, 'too-old': 401, malformed: 400 } as const

async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_LENGTH) throw new WebhookError('malformed', 'The delivery is too large.')
  const body = await request.text()
  if (body.length > MAX_BODY_LENGTH) throw new WebhookError('malformed', 'The delivery is too large.')
  return body
}

/**
 * Makes a handler that checks deliveries and answers what the provider expects. A delivery that was handled before is answered the same way, and
 * not handled again; one whose handling failed is answered with 500, so that it comes again.
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
  const taken = () => new Response(answer.body ?? null, { status: answer.status, headers: { 'content-type': 'text/plain' } })

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
    if (nonce !== undefined && !(await nonces.claim(nonce, untilMs))) return taken()
    try {
      await onDelivery(delivery)
      return taken()
    } catch (error) {
      onFailed?.(error, delivery)
      if (nonce !== undefined) await nonces.release(nonce)
      return new Response('It could not be handled: try again.', { status: 500 })
    }
  }
}

/** Remembers deliveries, so that none is handled twice. Replace it by one that all processes of a service share. */
export type NonceStore = {
  /** Takes a nonce until `untilMs` (Unix milliseconds); false when it is taken already. */
  claim(nonce: string, untilMs: number): boolean | Promise<boolean>
  /** Gives a nonce back: its delivery was not handled, and may come again. */
  release(nonce: string): void | Promise<void>
}

/** A store within this process. It holds what came within the tolerance, and no more than `most` of them. */
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
