import type { JsonObject } from '../answers/json.ts'
import type { OperationTable } from '../documents/terms.ts'
import type { Context } from '../provider/context.ts'

/** Where deliveries go, as the provider's console knows it. */
export type WebhookTarget = {
  readonly url: string
  /** What deliveries are signed with, where the document signs them. */
  readonly secret?: string
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
