import type { WebhookTarget } from '../webhooks/webhook-target.ts'
import { ScenarioError } from './scenario-error.ts'

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
