import type { PublicKey, SignatureRules } from '../contract/index.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { BodyLike, FetchLike } from '../http/send-and-read.ts'
import type { VerifyKey } from './signature.ts'

/** How long the keys of a set are used without a look whether they are still in it. */
const KEPT_MS = 24 * 3_600_000
/** The least time between two requests for unknown keys, so that forged deliveries cause no load. */
const RENEWAL_MS = 60_000
const TIMEOUT_MS = 10_000
const MAX_KEYS = 20
/** A limit far above any key set. */
const MAX_LENGTH = 256 * 1024

export type KeyOptions = { readonly fetch: FetchLike; readonly now: () => number }

/** `renewedMs`: when it was last fetched again for an unknown key. */
type KeySet = { readonly keys: Promise<VerifyKey[]>; readonly atMs: number; readonly renewedMs?: number }

/** The key sets that were fetched, by the rule that names them. */
const fetched = new WeakMap<object, KeySet>()

type Keys = NonNullable<SignatureRules['keys']>

/** The public keys of a provider: that of its document, or its key set, which is fetched once and kept. */
export function publicKeys(keys: Keys, options: KeyOptions): Promise<VerifyKey[]> {
  if ('jwk' in keys) return importKeys([keys.jwk])
  const kept = fetched.get(keys)
  return kept !== undefined && Math.abs(options.now() - kept.atMs) < KEPT_MS ? kept.keys : fetchKeys(keys, options)
}

/** The key set after one more request, for a signature that no kept key made; none if it cannot have changed. */
export async function renewedKeys(keys: Keys, options: KeyOptions): Promise<VerifyKey[]> {
  if ('jwk' in keys) return []
  const { keys: kept, renewedMs } = fetched.get(keys) ?? {}
  if (kept !== undefined && renewedMs !== undefined && Math.abs(options.now() - renewedMs) < RENEWAL_MS) return kept
  return fetchKeys(keys, options, options.now())
}

function fetchKeys(keys: { readonly url: string }, options: KeyOptions, renewedMs?: number): Promise<VerifyKey[]> {
  const before = fetched.get(keys)
  const time = renewedMs === undefined ? {} : { renewedMs }
  const set: KeySet = { keys: requestKeys(keys.url, options), atMs: options.now(), ...time }
  fetched.set(keys, set)
  // A set that cannot be fetched does not replace the one before.
  set.keys.catch(() => {
    if (fetched.get(keys) !== set) return
    if (before === undefined) fetched.delete(keys)
    else fetched.set(keys, { ...before, ...time })
  })
  return set.keys
}

async function requestKeys(url: string, { fetch }: KeyOptions): Promise<VerifyKey[]> {
  const keys = await readKeys(url, fetch).catch(() => undefined)
  if (keys !== undefined && keys.length > 0) return keys
  throw new WebhookError(
    'no-keys',
    `The keys that sign deliveries cannot be fetched from ${new URL(url).host}.`,
    'The delivery can be sent again.',
  )
}

async function readKeys(url: string, fetch: FetchLike): Promise<VerifyKey[]> {
  const { status, body } = await fetch(url, {
    method: 'GET',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  })
  const set: unknown = status === 200 && body !== null ? JSON.parse(await readText(body)) : undefined
  const listed = (set as { keys?: unknown } | undefined)?.keys
  return Array.isArray(listed) ? importKeys(listed.filter(isPublicKey).slice(0, MAX_KEYS)) : []
}

async function readText(body: BodyLike): Promise<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    if (text.length > MAX_LENGTH) {
      await reader.cancel()
      throw new RangeError('the key set is too large')
    }
  }
}

function isPublicKey(key: unknown): key is PublicKey {
  const { kty, crv, x } = (key ?? {}) as Partial<PublicKey>
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string'
}

/** Keys that WebCrypto cannot read are left out: another one of the set may be the right one. */
async function importKeys(listed: readonly PublicKey[]): Promise<VerifyKey[]> {
  const keys = listed.map(async ({ kty, crv, x }) => {
    try {
      const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify'])
      return [{ algorithm: 'Ed25519' as const, key }]
    } catch {
      return []
    }
  })
  return (await Promise.all(keys)).flat()
}
