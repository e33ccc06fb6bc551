import type { ProviderTable, WebhookRules } from '@shotlist/core/contract'
import type { JobRun } from './job-run.ts'

type Announcement = { readonly rules: WebhookRules; readonly field: string }

/** How the provider announces the end of an operation's tasks by webhook; undefined if it does not. */
function announcementOf(table: ProviderTable, operation: string): Announcement | undefined {
  const { webhookField: field, starts } = table.operations[operation] ?? {}
  const rules = table.webhooks
  return field === undefined || rules === undefined || rules.task !== starts ? undefined : { rules, field }
}

/**
 * Adds the URL of the run's webhook receiver to a request, if the provider accepts one and the user has not set one. It is added when the
 * request is sent, and is not part of the fingerprint or of any record.
 */
export function withCallback(job: JobRun, request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { session, context, instance } = job
  const announcement = announcementOf(session.table, instance.operation)
  const url = context.options.webhooks?.callbackUrl(session.id)
  if (url === undefined || announcement === undefined || announcement.rules.signature !== undefined) return request
  // A repetition with an idempotency key must be identical, and the next run has another URL.
  if (session.isIdempotent || isSet(request[announcement.field])) return request
  job.hasCallback = true
  return { ...request, [announcement.field]: url }
}

/** Whether the provider announces the end of the job's task to this run. */
export function isAnnounced({ session, context, instance, hasCallback }: JobRun): boolean {
  const announcement = announcementOf(session.table, instance.operation)
  if (announcement === undefined || context.options.webhooks?.handlers.has(session.id) !== true) return false
  return announcement.rules.signature === undefined ? hasCallback : isSet(instance.with[announcement.field])
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}
