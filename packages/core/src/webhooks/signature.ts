import type { WebhookRules } from '../contract/index.ts'
import { writeExact } from '../json/exact-json.ts'

type Rule = NonNullable<WebhookRules['signature']>

const HASH = { name: 'HMAC', hash: 'SHA-256' } as const

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function decode(signature: string, encoding: Rule['encoding']): Uint8Array<ArrayBuffer> | undefined {
  if (encoding === 'hex') {
    return /^(?:[\da-f]{2})+$/i.test(signature)
      ? Uint8Array.from(signature.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
      : undefined
  }
  try {
    return Uint8Array.from(atob(signature), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** Whether a signature is valid for one of these texts. WebCrypto compares in constant time. */
export async function isSigned(
  texts: readonly string[],
  { signature, secret, encoding }: { readonly signature: string; readonly secret: string; readonly encoding: Rule['encoding'] },
): Promise<boolean> {
  const bytes = decode(signature.trim(), encoding)
  if (bytes === undefined || secret === '') return false
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), HASH, false, ['verify'])
  const verdicts = await Promise.all(texts.map((text) => crypto.subtle.verify(HASH, key, bytes, bytesOf(text))))
  return verdicts.includes(true)
}

/** Whether two secrets are the same, compared in constant time. */
export async function isSameSecret(given: string, secret: string): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), HASH, false, ['sign', 'verify'])
  return crypto.subtle.verify(HASH, key, await crypto.subtle.sign(HASH, key, bytesOf(secret)), bytesOf(given))
}

/** The body of a delivery before its signature is checked. */
export type UncheckedBody = {
  /** The raw body. */
  readonly text: string
  /** The fields of the parsed body. */
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Writes a body as the provider does before it signs it: the value of `{sorted-query}` in the document's rule. It can be replaced, because sources
 * disagree on the encoding.
 */
export type BodyEncoder = (body: UncheckedBody) => string

function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** Fields as a URL query, keys in alphabetical order, a space as `+`: `has_audio=true&id=123456789&status=1&url=https%3A%2F%2F...`. */
export const sortedQuery: BodyEncoder = ({ fields }) =>
  new URLSearchParams(
    Object.keys(fields)
      .toSorted()
      .map((name) => [name, valueText(fields[name])]),
  ).toString()

/** `sortedQuery` with a space as `%20`. */
export const sortedPercentQuery: BodyEncoder = ({ fields }) =>
  Object.keys(fields)
    .toSorted()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(valueText(fields[name]))}`)
    .join('&')

/** The whole raw body, percent-encoded: one client calls this PixVerse's official formula; PixVerse's documentation differs. */
export const encodedBody: BodyEncoder = ({ text }) => encodeURIComponent(text)
