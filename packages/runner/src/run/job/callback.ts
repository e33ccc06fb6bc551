import type { ProviderTable, WebhookRules } from '@shotlist/core/contract'
import type { JobRun } from './job-run.ts'

type Announcement = { readonly rules: WebhookRules; readonly field: string }

/** How tasks of an operation can be announced; undefined where they cannot. */
function announcementOf(table: ProviderTable, operation: string): Announcement | undefined {
  const { webhookField: field, starts } = table.operations[operation] ?? {}
  const rules = table.webhooks
  return field === undefined || rules === undefined || rules.task !== starts ? undefined : { rules, field }
}

/**
 * The request with the run's own URL for deliveries, where the provider takes one and the user has named none. It is no part of what the job
 * is: it is put in when the request is sent, and written down nowhere.
 */
export function withCallback(job: JobRun, request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { session, context, instance } = job
  const announcement = announcementOf(session.table, instance.operation)
  const url = context.options.webhooks?.callbackUrl(session.id)
  if (url === undefined || announcement === undefined || announcement.rules.signature !== undefined) return request
  // Under a key that the provider honours, a repetition must be the same to the letter; the next run would have another URL.
  if (session.isIdempotent || isSet(request[announcement.field])) return request
  job.hasCallback = true
  return { ...request, [announcement.field]: url }
}

/** Whether the provider will tell this run when the job's task has ended. */
export function isAnnounced({ session, context, instance, hasCallback }: JobRun): boolean {
  const announcement = announcementOf(session.table, instance.operation)
  if (announcement === undefined || context.options.webhooks?.handlers.has(session.id) !== true) return false
  return announcement.rules.signature === undefined ? hasCallback : isSet(instance.with[announcement.field])
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}
