import type { ProviderTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import type { PreparedRequest } from '../http/exchange.ts'
import { randomUuid } from '../http/uuid.ts'

export type SealOptions = {
  readonly table: Pick<ProviderTable, 'auth' | 'trace' | 'idempotency'>
  readonly apiKey: string | undefined
  /** The idempotency key, for a submission. */
  readonly key: string | undefined
}

/** A request as it is sent: with API key, trace id and idempotency key. It holds secrets, so errors and events must not hold any part of it. */
export type SealedRequest = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly traceId: string }

/**
 * Adds what each try needs: API key, trace id, idempotency key. The trace id is new in every try, because a provider may return a cached response
 * for a known one. Only if the provider uses one header for trace id and idempotency key does a repeated submission carry the same value.
 *
 * @throws InvalidInputError for an invalid header. The error of `fetch` would not prove that nothing was sent.
 */
export function sealRequest(
  { operation, url, headers }: PreparedRequest,
  { table: { auth, trace, idempotency }, apiKey, key }: SealOptions,
): SealedRequest {
  const sealed: Record<string, string> = { ...headers }
  let sealedUrl = url
  const traceHeader = trace?.toLowerCase()
  const keyHeader = idempotency?.toLowerCase()
  let traceId = randomUuid()
  if (traceHeader !== undefined) sealed[traceHeader] = traceId
  if (keyHeader !== undefined && key !== undefined) {
    sealed[keyHeader] = key
    if (keyHeader === traceHeader) traceId = key
  }
  if (auth !== null && apiKey !== undefined) {
    const value = `${auth.prefix}${apiKey}`
    if (auth.in === 'header') sealed[auth.name.toLowerCase()] = value
    else sealedUrl += `${url.includes('?') ? '&' : '?'}${new URLSearchParams({ [auth.name]: value }).toString()}`
  }
  for (const [name, value] of Object.entries(sealed)) {
    if (isHeader(name, value)) continue
    const message = `the header ${JSON.stringify(name)} has a name or a value that HTTP does not allow; nothing was sent`
    throw new InvalidInputError(operation, [{ pointer: '', message }])
  }
  return { url: sealedUrl, headers: sealed, traceId }
}

function isHeader(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name)
  } catch {
    return false
  }
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * The idempotency key of a submission: the caller's, or a random one. In lower case, because providers compare it as text.
 *
 * @throws ConfigurationError if it is not a UUID.
 */
export function submissionKey(given: string | undefined): string {
  if (given === undefined) return randomUuid()
  if (UUID.test(given)) return given.toLowerCase()
  throw new ConfigurationError(`The key ${JSON.stringify(given)} is not a UUID.`, {
    hint: 'Pass a UUID, or leave the key out for a random one.',
  })
}
