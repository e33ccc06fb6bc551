import type { ProviderTable, TokenRule } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { maskOf } from '../http/mask.ts'
import type { ClientOptions } from './client-options.ts'
import type { Credentials } from './credentials.ts'

/** Puts a signed token in place of an API key, and makes a new one before it ends. */
export type TokenSigner = {
  /** @throws ConfigurationError if the key does not have two halves. */
  sign(credentials: Credentials, nowMs: number): Promise<Credentials>
  /** Notes the header `date` of a response: tokens begin and end by the provider's clock. */
  noteTime(date: string | null, nowMs: number): void
}

/** A token begins this much earlier, because clocks differ by some seconds. */
const EARLIER_SECONDS = 5
/** A token is replaced if less than this share of its lifetime is left. */
const MARGIN = 0.2

/**
 * Makes the signer of a client whose document has `x-jwt`.
 *
 * @throws ConfigurationError if the key is given as text and does not have two halves.
 */
export function tokenSigner({ auth, env }: Pick<ProviderTable, 'auth' | 'env'>, { apiKey: given }: ClientOptions): TokenSigner | undefined {
  const rule = auth?.jwt
  if (rule === undefined) return undefined
  const halvesOf = (apiKey: string): [access: string, secret: string] => {
    const [, access, secret] = /^([^:]+):(.+)$/s.exec(apiKey) ?? []
    if (access !== undefined && secret !== undefined) return [access, secret]
    throw new ConfigurationError('The API key does not have two halves.', {
      hint: `Write access key and secret key with a colon between, ACCESS:SECRET; they are usually kept in the environment variable ${env.key}.`,
    })
  }
  if (typeof given === 'string' && given !== '') halvesOf(given.trim())
  let aheadMs = 0
  let last: { readonly from: string; readonly until: number; readonly credentials: Credentials } | undefined
  return {
    noteTime(date, nowMs) {
      const theirs = Date.parse(date ?? '')
      if (Number.isFinite(theirs)) aheadMs = theirs - nowMs
    },
    async sign({ apiKey = '', mask }, nowMs) {
      const now = Math.floor((nowMs + aheadMs) / 1000)
      if (last?.from === apiKey && now < last.until && last.until - now <= rule.lifetimeSeconds) return last.credentials
      const [access, secret] = halvesOf(apiKey)
      const token = await signed(claimsOf(rule, access, now), secret)
      const maskParts = maskOf(access, secret, token)
      const credentials = { apiKey: token, mask: (text: string) => mask(maskParts(text)) }
      last = { from: apiKey, until: now + Math.floor(rule.lifetimeSeconds * (1 - MARGIN)), credentials }
      return credentials
    },
  }
}

function claimsOf({ issuer, lifetimeSeconds, claims = {} }: TokenRule, access: string, now: number): Record<string, unknown> {
  const filled = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('{access}', () => access) : value)
  const own = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, filled(value)]))
  return { iss: filled(issuer), iat: now, nbf: now - EARLIER_SECONDS, exp: now + lifetimeSeconds, ...own }
}

async function signed(claims: Readonly<Record<string, unknown>>, secret: string): Promise<string> {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64url(new TextEncoder().encode(JSON.stringify(part)))).join('.')
  const hash = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), hash, false, ['sign'])
  return `${text}.${base64url(new Uint8Array(await crypto.subtle.sign(hash, key, new TextEncoder().encode(text))))}`
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
