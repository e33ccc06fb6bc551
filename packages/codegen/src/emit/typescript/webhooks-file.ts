import type { ProviderTable } from '@shotlist/core/contract'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, siblingImport, webhooksImport } from './client-target.ts'
import { docComment } from './doc-comment.ts'
import { literal } from './literal.ts'

/** The webhook of a provider, typed: apart from its client, because servers that take deliveries need not make requests. */
export function webhooksFile({ id, title, webhooks }: ProviderTable, target: ClientTarget): GeneratedFile[] {
  if (webhooks === undefined) return []
  const { retries: _retries, ...rules } = webhooks
  const text = [
    typescriptHeader(target.origin),
    `import { type WebhookHandler, type WebhookOptions, type WebhookSource, webhookHandler } from '${webhooksImport(target)}'\n`,
    `import type { webhooks } from '${siblingImport(target, './schema.gen')}'\n\n`,
    docComment([`What ${title} delivers.`]),
    `export type WebhookPayload = NonNullable<webhooks['${webhooks.name}']['post']['requestBody']>['content']['application/json']\n\n`,
    docComment([`How ${title} signs, and what it expects to be answered: for \`verifyWebhook\`.`]),
    `export const webhook: WebhookSource = ${literal({ provider: id, rules })}\n\n`,
    docComment([`Makes a handler of ${title}'s deliveries: \`Request\` in, \`Response\` out.`]),
    'export const createWebhookHandler = (options: WebhookOptions<WebhookPayload>): WebhookHandler => webhookHandler(webhook, options)\n',
  ]
  return [{ path: `${target.folder}/webhooks.gen.ts`, text: text.join('') }]
}
