import type { ProviderTable, WebhookRules } from '@shotlist/core/contract'
import type { JobRun } from '../job-run.ts'

type Webhook = {
  readonly rules: WebhookRules
  readonly field: string
  /** Whether the field takes a URL. Otherwise it takes the id of a webhook that the user has set up at the provider. */
  readonly takesUrl: boolean
}

/** How the provider delivers the end of an operation's tasks to a webhook; undefined if it does not. */
function webhookOf(table: ProviderTable, operation: string): Webhook | undefined {
  const { webhookField: field, starts, canonical = {} } = table.operations[operation] ?? {}
  const rules = table.webhooks
  if (field === undefined || rules === undefined || rules.task !== starts) return undefined
  return { rules, field, takesUrl: rules.signature === undefined || canonical['callback'] === field }
}

/**
 * Adds the URL of the run's webhook receiver to a request, if the provider accepts one and the user has not set one. It is added when the
 * request is sent, and is not part of the fingerprint or of any record.
 */
export function withCallback(job: JobRun, request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { session, context, instance } = job
  const webhook = webhookOf(session.table, instance.operation)
  const url = context.options.webhooks?.callbackUrl(session.id)
  if (url === undefined || webhook === undefined || !webhook.takesUrl) return request
  // A repetition with an idempotency key must be identical, and the next run has another URL.
  if (session.isIdempotent || isSet(request[webhook.field])) return request
  job.hasCallback = true
  return { ...request, [webhook.field]: url }
}

/** Whether the provider will deliver the end of the job's task to this run's webhook receiver. */
export function expectsWebhook({ session, context, instance, hasCallback }: JobRun): boolean {
  const webhook = webhookOf(session.table, instance.operation)
  if (webhook === undefined || context.options.webhooks?.handlers.has(session.id) !== true) return false
  return hasCallback || (webhook.rules.signature !== undefined && isSet(instance.with[webhook.field]))
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}
