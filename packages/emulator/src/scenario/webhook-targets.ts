import type { OperationTable } from '../documents/terms.ts'
import type { Context } from '../provider/context.ts'
import type { JsonObject } from '../responses/json.ts'
import { ScenarioError } from './scenario-error.ts'

/** Where deliveries go, as the provider's console knows it. */
export type WebhookTarget = {
  readonly url: string
  /** What deliveries are signed with, where the document signs them. */
  readonly secret?: string
}

/**
 * Checks webhooks that came from outside: `{ <id>: { url, secret } }`.
 * @throws ScenarioError naming every mistake.
 */
export function readWebhooks(value: unknown): Readonly<Record<string, WebhookTarget>> {
  const mistakes = isMap(value)
    ? Object.entries(value).flatMap(([id, target]) => mistakesOf(target, `webhooks.${id}`))
    : ['webhooks: must be an object: { "<id>": { "url": ..., "secret": ... } }']
  if (mistakes.length > 0) throw new ScenarioError('the webhooks cannot be used', mistakes)
  return value as Readonly<Record<string, WebhookTarget>>
}

function mistakesOf(target: unknown, at: string): string[] {
  if (!isMap(target)) return [`${at}: must be an object with \`url\`, and \`secret\` where deliveries are signed`]
  const { url, secret, ...others } = target
  return [
    ...(typeof url === 'string' && URL.canParse(url) && /^https?:/.test(url) ? [] : [`${at}.url: must be an http or https URL`]),
    ...(secret === undefined || typeof secret === 'string' ? [] : [`${at}.secret: must be a text`]),
    ...Object.keys(others).map((name) => `${at}.${name}: is not known; a webhook has url and secret`),
  ]
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Where a submission asks to be told, by the id of a webhook that was set up or by a URL; or why nobody will be. `undefined` where it asks for
 * nothing, or the emulator delivers nothing.
 */
export function webhookTarget(
  context: Context,
  operation: OperationTable,
  fields: JsonObject,
): WebhookTarget | { readonly problem: string } | undefined {
  const rules = context.model.table.webhooks
  const asked = operation.webhookField === undefined ? undefined : fields[operation.webhookField]
  if (rules === undefined || rules.task !== operation.starts || asked === undefined || asked === null || typeof asked === 'object')
    return undefined
  const { targets } = context.webhooks
  if (targets === undefined) return undefined
  const known = Object.hasOwn(targets, String(asked)) ? targets[String(asked)] : undefined
  if (known !== undefined) return known
  if (rules.signature !== undefined)
    return { problem: `no webhook ${String(asked)} is set up, and deliveries are signed with its secret: none is made` }
  const isUrl = URL.canParse(String(asked)) && /^https?:/.test(String(asked))
  return isUrl ? { url: String(asked) } : { problem: `${String(asked)} is no URL and no webhook that is set up: nothing is delivered` }
}
