import type { WebhookRules } from '../contract/index.ts'

type Rule = NonNullable<WebhookRules['signature']>

const hash = { name: 'HMAC', hash: 'SHA-256' } as const

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const decode = (signature: string, encoding: Rule['encoding']): Uint8Array<ArrayBuffer> | undefined => {
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

/** Whether a signature is that of any of these texts. WebCrypto compares in constant time. */
export const isSigned = async (
  texts: readonly string[],
  { signature, secret, encoding }: { readonly signature: string; readonly secret: string; readonly encoding: Rule['encoding'] },
): Promise<boolean> => {
  const bytes = decode(signature.trim(), encoding)
  if (bytes === undefined || secret === '') return false
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), hash, false, ['verify'])
  const verdicts = await Promise.all(texts.map((text) => crypto.subtle.verify(hash, key, bytes, bytesOf(text))))
  return verdicts.includes(true)
}

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export const isSameSecret = async (given: string, secret: string): Promise<boolean> => {
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), hash, false, ['sign', 'verify'])
  return crypto.subtle.verify(hash, key, await crypto.subtle.sign(hash, key, bytesOf(secret)), bytesOf(given))
}
