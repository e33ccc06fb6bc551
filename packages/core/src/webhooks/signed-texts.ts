import type { SignatureRules } from '../contract/index.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { type BodyEncoder, queriesOf, type UncheckedBody } from './body-encoders.ts'

/** The parts of a delivery that its signature may cover. */
export type SignedParts = {
  readonly headers: { get(name: string): string | null }
  readonly body: string
  /** The values of the headers that the rule names. */
  readonly named: Readonly<Record<'id' | 'timestamp' | 'nonce', string>>
  /** Parses the body. */
  readonly fieldsOf: (body: string) => UncheckedBody['fields']
  readonly encoders?: readonly BodyEncoder[] | undefined
}

const PART = /\{(header:)?([\w-]+)\}/g

/** The texts that the provider may have signed. One of them must fit. */
export async function signedTexts(rule: SignatureRules, parts: SignedParts): Promise<readonly string[]> {
  const hash = await sha256(parts.body)
  return [rule.signed].flat().flatMap((template) => {
    const order = /\{(sorted-query|query)\}/.exec(template)?.[1] as 'query' | 'sorted-query' | undefined
    const queries = order === undefined ? [''] : encodedBodies(parts, order)
    return queries.map((query) => {
      const values: Record<string, string> = { ...parts.named, body: parts.body, 'body-sha256': hash, 'sorted-query': query, query }
      return template.replace(PART, (written, isHeader: string | undefined, name: string) =>
        isHeader === undefined ? (values[name] ?? written) : requiredHeader(parts, name),
      )
    })
  })
}

/** The value of a header that is signed. */
export function requiredHeader({ headers }: Pick<SignedParts, 'headers'>, name: string): string {
  const value = headers.get(name)
  if (value === null) throw new WebhookError('unsigned', `The delivery lacks a header of its signature (${name}).`)
  return value
}

/**
 * The body as each encoder writes it. Without encoders of the caller, only bodies of plain values can be checked: no provider publishes how it
 * writes the others, and with a guess two bodies could have the same signature.
 */
function encodedBodies({ body, fieldsOf, encoders }: SignedParts, order: 'query' | 'sorted-query'): string[] {
  const fields = fieldsOf(body)
  if (encoders !== undefined) return encoders.map((encode) => encode({ text: body, fields }))
  const odd = Object.keys(fields).find((name) => typeof fields[name] === 'object')
  if (odd === undefined) return queriesOf(fields, order)
  throw new WebhookError(
    'wrong-signature',
    `The signature of the delivery cannot be checked: ${JSON.stringify(odd.slice(0, 100))} is null, a list or an object.`,
    'How the provider writes such values before it signs them is not known. If you know, pass it as encoders.',
  )
}

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
