import type { ProviderTable } from '@shotlist/codegen'
import type { OperationTable } from '../documents/terms.ts'
import type { JsonObject } from '../responses/json.ts'
import { ScenarioError } from './scenario-error.ts'

/** A receiver of deliveries, as set up in the provider's console. */
export type WebhookTarget = {
  readonly url: string
  /** The secret that signs deliveries, if the document signs them; a private key as PEM text, if it signs with a key pair. */
  readonly secret?: string
}

/**
 * Checks webhooks from outside: `{ <id>: { url, secret } }`.
 * @throws ScenarioError with every mistake.
 */
export function readWebhooks(value: unknown): Readonly<Record<string, WebhookTarget>> {
  const mistakes = isMap(value)
    ? Object.entries(value).flatMap(([id, target]) => mistakesOf(target, `webhooks.${id}`))
    : ['webhooks: must be an object: { "<id>": { "url": ..., "secret": ... } }']
  if (mistakes.length > 0) throw new ScenarioError('the webhooks cannot be used', mistakes)
  return value as Readonly<Record<string, WebhookTarget>>
}

function mistakesOf(target: unknown, at: string): string[] {
  if (!isMap(target)) return [`${at}: must be an object with \`url\`, and with \`secret\` if deliveries are signed`]
  const { url, secret, ...others } = target
  return [
    ...(typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url) ? [] : [`${at}.url: must be an http or https URL`]),
    ...(secret === undefined || typeof secret === 'string' ? [] : [`${at}.secret: must be a text`]),
    ...Object.keys(others).map((name) => `${at}.${name}: is not a field of a webhook; its fields are url and secret`),
  ]
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Webhooks = { readonly rules: ProviderTable['webhooks']; readonly targets: Readonly<Record<string, WebhookTarget>> | undefined }

/**
 * The receiver that a submission asks for, by the id of a webhook or by a URL (for signed deliveries, the URL of one that is set up, with
 * any query); or the reason why nothing will be delivered. `undefined` if
 * the submission asks for none, or deliveries are disabled.
 */
export function webhookTarget(
  { operation, fields }: { readonly operation: OperationTable; readonly fields: JsonObject },
  { rules, targets }: Webhooks,
): WebhookTarget | { readonly problem: string } | undefined {
  const asked = operation.webhookField === undefined ? undefined : fields[operation.webhookField]
  if (rules === undefined || rules.task !== operation.starts || asked === undefined || asked === null || typeof asked === 'object')
    return undefined
  if (targets === undefined) return undefined
  const known = Object.hasOwn(targets, String(asked)) ? targets[String(asked)] : undefined
  if (known !== undefined) return known
  const url = String(asked)
  const isUrl = URL.canParse(url) && /^https?:/.test(url)
  if (rules.signature === undefined || rules.signature.keys !== undefined)
    return isUrl ? { url } : { problem: `${url} is neither a URL nor a webhook that is set up: nothing is delivered` }
  const ofAddress = isUrl ? Object.values(targets).find((target) => addressOf(target.url) === addressOf(url)) : undefined
  return ofAddress === undefined
    ? { problem: `webhook ${url} is not set up, so its secret is missing and nothing is delivered` }
    : { ...ofAddress, url }
}

/** A URL without its query, which may differ from run to run. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
