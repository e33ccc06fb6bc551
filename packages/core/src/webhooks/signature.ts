import type { SignatureRules } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'

const HASH = { name: 'HMAC', hash: 'SHA-256' } as const

/** The most signatures in one header that are checked. */
const MAX_SIGNATURES = 16

type Bytes = Uint8Array<ArrayBuffer>

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text)
}

function decode(signature: string, encoding: SignatureRules['encoding']): Bytes | undefined {
  if (encoding === 'hex') {
    return /^(?:[\da-f]{2})+$/i.test(signature)
      ? Uint8Array.from(signature.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
      : undefined
  }
  try {
    return Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** The parts of a header with several values: `t=17, v1=abc, v1=def`. A comma in the prefix of standard webhooks (`v1,`) separates nothing. */
function partsOf(header: string, prefix = ''): string[] {
  return header.split(prefix.includes(',') ? /\s+/ : /[\s,;]+/)
}

/** The signatures that a header holds. */
export function signaturesIn(header: string, { prefix = '', encoding }: SignatureRules): Bytes[] {
  return partsOf(header, prefix)
    .filter((part) => part.startsWith(prefix))
    .slice(0, MAX_SIGNATURES)
    .flatMap((part) => decode(part.slice(prefix.length), encoding) ?? [])
}

/** The time that stands in the header of the signature: `t=17`. */
export function timeIn(header: string): string | undefined {
  return partsOf(header).flatMap((part) => /^ts?=(.+)$/.exec(part)?.[1] ?? [])[0]
}

/** A key, as WebCrypto verifies with it. */
export type VerifyKey = { readonly algorithm: 'HMAC' | 'Ed25519'; readonly key: CryptoKey }

/**
 * The keys that these secrets are.
 *
 * @throws ConfigurationError if a secret of standard webhooks is not base64
 */
export function secretKeys(secrets: readonly string[], { scheme }: SignatureRules): Promise<VerifyKey[]> {
  return Promise.all(
    secrets.map(async (secret) => {
      const bytes = scheme === 'standard-webhooks' ? standardSecret(secret) : bytesOf(secret)
      return { algorithm: 'HMAC' as const, key: await crypto.subtle.importKey('raw', bytes, HASH, false, ['verify']) }
    }),
  )
}

/** The bytes of a secret of standard webhooks: base64, usually after `whsec_`. `from` says in messages where it comes from. */
export function standardSecret(secret: string, from = ''): Bytes {
  const bytes = decode(secret.trim().replace(/^whsec_/, ''), 'base64')
  if (bytes !== undefined && bytes.length > 0) return bytes
  throw new ConfigurationError(`The secret of the webhooks${from} is not base64.`, { hint: 'Copy it again: it begins with whsec_.' })
}

/** Whether one of the keys made one of the signatures for one of the texts. WebCrypto compares in constant time. */
export async function isSigned(texts: readonly string[], signatures: readonly Bytes[], keys: readonly VerifyKey[]): Promise<boolean> {
  const checks = texts.flatMap((text) =>
    signatures.flatMap((signature) => keys.map(({ algorithm, key }) => crypto.subtle.verify(algorithm, key, signature, bytesOf(text)))),
  )
  return (await Promise.all(checks)).includes(true)
}

/** Whether two secrets are the same, compared in constant time. */
export async function isSameSecret(given: string, secret: string): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), HASH, false, ['sign', 'verify'])
  return crypto.subtle.verify(HASH, key, await crypto.subtle.sign(HASH, key, bytesOf(secret)), bytesOf(given))
}
