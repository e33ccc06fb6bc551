import { defined } from '../contract/defined.ts'
import type { SignatureRules, WebhookRules } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { firstText } from '../expressions/evaluate.ts'
import { unixMs } from '../expressions/time.ts'
import type { FetchLike } from '../http/send-and-read.ts'
import { parseExact } from '../json/exact-json.ts'
import type { BodyEncoder } from './body-encoders.ts'
import { publicKeys, renewedKeys } from './public-keys.ts'
import { isSameSecret, isSigned, secretKeys, signaturesIn, standardSecret, timeIn } from './signature.ts'
import { requiredHeader, signedTexts } from './signed-texts.ts'

/** A provider's webhook, as verification needs it. */
export type WebhookSource = {
  /** The provider's id. */
  readonly provider: string
  readonly rules: Omit<WebhookRules, 'retries'>
}

/** A verified delivery. */
export type Delivery<Payload = unknown> = {
  readonly provider: string
  /** The task that ended or changed. Providers may deliver more than once: ignore a second delivery for the same task. */
  readonly taskId: string
  /** The body, typed by the document. Integers beyond 2^53 are their digits as text. */
  readonly payload: Payload
  /** When it was sent, in Unix milliseconds, if the provider signs that. */
  readonly sentAtMs?: number
  /** A value that is new for each delivery, if the provider sends one. */
  readonly nonce?: string
}

export type VerifyOptions = {
  /**
   * Required, unless the provider signs with a key pair (`ed25519`). The secret that signs deliveries; pass two while you change it. If the provider does not sign (Ace Data Cloud), a secret of
   * your own that the callback URL holds as `?token=`: without it anyone who knows the URL could deliver.
   */
  readonly secret?: string | readonly string[] | undefined
  /** The greatest difference between the delivery's time and now, in milliseconds. Default: the document's. */
  readonly toleranceMs?: number | undefined
  /** Encodings of the body's fields before signing; one must match. Default: URL queries, as all usual libraries write them. */
  readonly encoders?: readonly BodyEncoder[] | undefined
  /** Fetches the provider's public keys, if it signs with a key pair. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined
  /** The current time in Unix milliseconds. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** A received delivery: the parts of a `Request`, with the body as text. */
export type RawDelivery = {
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** The raw body. Do not parse and write it again: the signature covers its bytes. */
  readonly body: string
}

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  let fields: unknown
  try {
    fields = parseExact(body)
  } catch {
    // Thrown below.
  }
  if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields as Record<string, unknown>
  throw new WebhookError('malformed', 'The delivery is not a JSON object.')
}

/**
 * The secrets that deliveries are checked with.
 *
 * @throws ConfigurationError without a secret: then no delivery could be checked.
 */
export function secretsOf({ provider, rules }: WebhookSource, { secret }: Pick<VerifyOptions, 'secret'>): readonly string[] {
  const secrets = [secret ?? []].flat().filter((one) => one.trim() !== '')
  if (rules.signature?.keys !== undefined) return []
  const variable = rules.secretEnv
  if (rules.signature?.scheme === 'standard-webhooks') {
    for (const one of secrets) standardSecret(one, variable === undefined ? '' : ` (${variable})`)
  }
  if (secrets.length > 0) return secrets
  const from = variable === undefined ? '' : `, for example from ${variable}`
  throw rules.signature === undefined
    ? new ConfigurationError(`${provider} does not sign its webhooks: without a secret anyone could deliver.`, {
        hint: 'Put ?token= and a secret of your own into the callback URL, and pass the secret here.',
      })
    : new ConfigurationError(`The webhooks of ${provider} are signed: their secret is required.`, { hint: `Pass it as secret${from}.` })
}

type Signed = Pick<Delivery, 'sentAtMs' | 'nonce'>

type Checks = VerifyOptions & { readonly secrets: readonly string[] }

/** The values of the headers that the rule names; `''` for those that it does not name. */
function namedHeaders({ headers }: RawDelivery, rule: SignatureRules, signature: string): Record<'id' | 'timestamp' | 'nonce', string> {
  const valueOf = (name: string | undefined) => (name === undefined ? '' : requiredHeader({ headers }, name))
  const isOwn = rule.timestampHeader?.toLowerCase() === rule.header.toLowerCase()
  return {
    id: valueOf(rule.idHeader),
    nonce: valueOf(rule.nonceHeader),
    timestamp: isOwn ? (timeIn(signature) ?? '') : valueOf(rule.timestampHeader),
  }
}

async function checkSignature(delivery: RawDelivery, rule: SignatureRules, options: Checks): Promise<Signed> {
  const { headers, body } = delivery
  const { secrets, encoders, toleranceMs, now = Date.now, fetch = globalThis.fetch } = options
  const signature = requiredHeader({ headers }, rule.header)
  const named = namedHeaders(delivery, rule, signature)
  const sentAtMs = unixMs(named.timestamp)
  if (
    rule.timestampHeader !== undefined &&
    !(Math.abs(now() - (sentAtMs ?? Number.NaN)) <= (toleranceMs ?? rule.toleranceSeconds * 1000))
  ) {
    throw new WebhookError(
      'too-old',
      "The delivery's time differs too much from this machine's.",
      "If all deliveries are refused, set this machine's clock.",
    )
  }
  const texts = await signedTexts(rule, { headers, body, named, fieldsOf, encoders })
  const signatures = signaturesIn(signature, rule)
  const { keys } = rule
  const isRight =
    keys === undefined
      ? await isSigned(texts, signatures, await secretKeys(secrets, rule))
      : signatures.length > 0 &&
        ((await isSigned(texts, signatures, await publicKeys(keys, { fetch, now }))) ||
          (await isSigned(texts, signatures, await renewedKeys(keys, { fetch, now }))))
  if (!isRight) {
    const hint = keys === undefined ? 'Check the secret, and pass the raw body.' : 'Pass the raw body.'
    throw new WebhookError('wrong-signature', 'The signature of the delivery is wrong.', hint)
  }
  const nonce = named.nonce || named.id
  return defined({ sentAtMs, nonce: nonce === '' ? undefined : nonce })
}

/**
 * Verifies a delivery: its signature in constant time, its age, its body. If the provider does not sign, it checks the secret in the URL.
 *
 * @throws WebhookError for a delivery that cannot be trusted or read; ConfigurationError without a secret.
 */
export async function verifyWebhook<Payload>(
  delivery: RawDelivery,
  source: WebhookSource,
  options: VerifyOptions,
): Promise<Delivery<Payload>> {
  const { provider, rules } = source
  const secrets = secretsOf(source, options)
  if (rules.signature === undefined) {
    const token = new URL(delivery.url).searchParams.get('token') ?? ''
    const verdicts = await Promise.all(secrets.map((secret) => isSameSecret(token, secret)))
    if (!verdicts.includes(true))
      throw new WebhookError('unsigned', 'The callback URL does not carry the right token.', 'Put ?token= and the secret into it.')
  }
  const signed = rules.signature === undefined ? {} : await checkSignature(delivery, rules.signature, { ...options, secrets })
  const payload = fieldsOf(delivery.body)
  const taskId = firstText(rules.id, { request: { body: payload, headers: delivery.headers } })
  if (taskId === undefined) throw new WebhookError('malformed', 'The delivery does not say which task it is about.')
  return { provider, taskId, payload: payload as Payload, ...signed }
}
