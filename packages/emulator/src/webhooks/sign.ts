import { createHmac, randomBytes } from 'node:crypto'
import type { ProviderTable } from '@shotlist/codegen'
import { stringifyExact } from '../answers/exact-json.ts'
import { isObject, type Json } from '../answers/json.ts'

type Rule = NonNullable<NonNullable<ProviderTable['webhooks']>['signature']>

/** The headers that sign a delivery, as the document says. Names in lower case. */
export function signatureHeaders(
  rule: Rule | undefined,
  delivery: { body: Json; text: string; secret: string; nowMs: number },
): Record<string, string> {
  if (rule === undefined) return {}
  const timestamp = String(Math.floor(delivery.nowMs / 1000))
  const nonce = randomBytes(16).toString('hex')
  const signed = rule.signed
    .replaceAll('{timestamp}', timestamp)
    .replaceAll('{nonce}', nonce)
    .replaceAll('{body}', delivery.text)
    .replaceAll('{sorted-query}', sortedQuery(delivery.body))
  return {
    [rule.header]: createHmac('sha256', delivery.secret).update(signed).digest(rule.encoding),
    ...(rule.timestampHeader === undefined ? {} : { [rule.timestampHeader]: timestamp }),
    ...(rule.nonceHeader === undefined ? {} : { [rule.nonceHeader]: nonce }),
  }
}

function sortedQuery(body: Json): string {
  const fields = isObject(body) ? Object.entries(body) : []
  const pairs = fields.map(([name, value]): [string, string] => [name, fieldText(value)])
  return new URLSearchParams(pairs.toSorted(([left], [right]) => (left < right ? -1 : 1))).toString()
}

function fieldText(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? stringifyExact(value) : value.toString()
}
