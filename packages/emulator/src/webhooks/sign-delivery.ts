import { createHash, createHmac, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { ProviderTable } from '@shotlist/codegen'
import { isObject, type Json, stringifyExact } from '../responses/json.ts'

type Rule = NonNullable<NonNullable<ProviderTable['webhooks']>['signature']>

type Delivery = {
  readonly body: Json
  readonly text: string
  /** Headers that it has besides those of the signature. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The shared secret; of `ed25519`, the private key as PEM text. */
  readonly secret: string
  readonly nowMs: number
  /** The task's id. */
  readonly id: string
  /** The private key of a provider whose webhook has none. */
  readonly ownKey: () => KeyObject
}

/** The headers that sign a delivery as the document says: over the first of its texts. */
export function signatureHeaders(rule: Rule | undefined, delivery: Delivery): Record<string, string> {
  if (rule === undefined) return {}
  const headers: Record<string, string> = {}
  const timestamp = String(Math.floor(delivery.nowMs / 1000))
  const nonce = randomBytes(16).toString('hex')
  const hasOwnTime = rule.timestampHeader?.toLowerCase() === rule.header.toLowerCase()
  if (rule.idHeader !== undefined) headers[rule.idHeader.toLowerCase()] = `msg_${delivery.id}`
  if (rule.timestampHeader !== undefined) headers[rule.timestampHeader.toLowerCase()] = timestamp
  if (rule.nonceHeader !== undefined) headers[rule.nonceHeader.toLowerCase()] = nonce
  const values: Record<string, () => string> = {
    timestamp: () => timestamp,
    nonce: () => nonce,
    id: () => headers[rule.idHeader?.toLowerCase() ?? ''] ?? '',
    body: () => delivery.text,
    'body-sha256': () => createHash('sha256').update(delivery.text).digest('hex'),
    query: () => queryOf(fieldsOf(delivery.body)),
    'sorted-query': () => queryOf(fieldsOf(delivery.body).toSorted(([left], [right]) => (left < right ? -1 : 1))),
  }
  const signed = ([rule.signed].flat()[0] ?? '').replace(
    /\{(header:)?([\w-]+)\}/g,
    (written, isHeader: string | undefined, name: string) => {
      if (isHeader === undefined) return values[name]?.() ?? written
      // Any other header of the vendor's own gets a value of the emulator's.
      headers[name.toLowerCase()] ??= delivery.headers[name.toLowerCase()] ?? randomBytes(8).toString('hex')
      return headers[name.toLowerCase()] ?? ''
    },
  )
  const signature = `${rule.prefix ?? ''}${signatureOf(signed, rule, delivery)}`
  return { ...headers, [rule.header.toLowerCase()]: hasOwnTime ? `t=${timestamp},${signature}` : signature }
}

function signatureOf(text: string, { scheme, encoding }: Rule, { secret, ownKey }: Delivery): string {
  if (scheme === 'ed25519') return sign(null, Buffer.from(text), secret === '' ? ownKey() : createPrivateKey(secret)).toString(encoding)
  const key = scheme === 'standard-webhooks' ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64') : secret
  return createHmac('sha256', key).update(text).digest(encoding)
}

function fieldsOf(body: Json): [string, Json][] {
  return isObject(body) ? Object.entries(body) : []
}

function queryOf(fields: readonly [string, Json][]): string {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, fieldText(value)])).toString()
}

function fieldText(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? stringifyExact(value) : value.toString()
}
