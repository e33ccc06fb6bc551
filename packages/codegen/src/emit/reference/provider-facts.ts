import type { ProviderTable } from '@shotlist/core/contract'
import { inlineCode, markdownTable } from './markdown.ts'

/** What holds for the provider as a whole. */
export function providerFacts(table: ProviderTable): string {
  const rows: (readonly string[])[] = [
    ['id', inlineCode(table.id)],
    ['key', `${inlineCode(table.env.key)}${table.keyUrl === undefined ? '' : `, from <${table.keyUrl}>`}`],
    ...table.servers.map((server, index) => [
      `region ${inlineCode(server.region)}${index === 0 ? ' (default)' : ''}`,
      `${inlineCode(server.url)}${server.description === undefined ? '' : `: ${server.description}`}`,
    ]),
    ['replaces the base URL', inlineCode(table.env.baseUrl)],
    ['default limits', `${table.limits.inFlight} tasks in flight, ${table.limits.requestsPerMinute} requests a minute`],
    ['repeated submissions', idempotency(table)],
    ['prices in', money(table)],
    ['document', `version ${table.document.version}`],
  ]
  return markdownTable(['', ''], rows)
}

function idempotency(table: ProviderTable): string {
  if (table.idempotency === undefined) return 'not recognised: a submission whose answer is lost is left for you to settle'
  return `recognised by ${inlineCode(table.idempotency)}: a submission whose answer is lost is repeated with the same key`
}

function money({ money: { unit, usd } }: ProviderTable): string {
  return usd === undefined ? `${unit} (its rate in USD is not known)` : `${unit} ($${usd} each)`
}
