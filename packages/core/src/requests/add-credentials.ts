import type { ProviderTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import type { PreparedRequest } from '../http/send-and-read.ts'
import { randomUuid } from '../http/uuid.ts'

/** A request as it is sent. It holds secrets, so errors and events must not hold any part of it but the trace id. */
type RequestWithCredentials = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly traceId: string }

/**
 * Adds what each try needs: API key, trace id, and the idempotency key of a submission. The trace id is new in every try, because a provider may
 * return a cached response for a known one. Only if the provider uses one header for trace id and idempotency key does a repeated submission
 * carry the same value.
 *
 * @throws InvalidInputError for an invalid header. The error of `fetch` would not prove that nothing was sent.
 */
export function addCredentials(
  { operation, url: urlWithoutKey, headers: others }: PreparedRequest,
  { auth, headers: constants, trace, idempotency }: Pick<ProviderTable, 'auth' | 'headers' | 'trace' | 'idempotency'>,
  { apiKey, idempotencyKey }: { readonly apiKey: string | undefined; readonly idempotencyKey: string | undefined },
): RequestWithCredentials {
  let url = urlWithoutKey
  const headers: Record<string, string> = { ...constants, ...others }
  let traceId = randomUuid()
  const traceHeader = trace?.toLowerCase()
  // An expression names another place, where the request has the key already.
  const idempotencyHeader = idempotency?.startsWith('$') ? undefined : idempotency?.toLowerCase()
  if (traceHeader !== undefined) headers[traceHeader] = traceId
  if (idempotencyHeader !== undefined && idempotencyKey !== undefined) {
    headers[idempotencyHeader] = idempotencyKey
    if (idempotencyHeader === traceHeader) traceId = idempotencyKey
  }
  if (auth !== null && apiKey !== undefined) {
    const value = `${auth.prefix}${apiKey}`
    if (auth.in === 'header') headers[auth.name.toLowerCase()] = value
    else url += `${url.includes('?') ? '&' : '?'}${new URLSearchParams({ [auth.name]: value }).toString()}`
  }
  for (const [name, value] of Object.entries(headers)) {
    if (isHeader(name, value)) continue
    const message = `the header ${JSON.stringify(name)} has a name or a value that HTTP does not allow; nothing was sent`
    throw new InvalidInputError(operation, [{ pointer: '', message }])
  }
  return { url, headers, traceId }
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
export function idempotencyKeyOf(given: string | undefined): string {
  if (given === undefined) return randomUuid()
  if (UUID.test(given)) return given.toLowerCase()
  throw new ConfigurationError(`The key ${JSON.stringify(given)} is not a UUID.`, {
    hint: 'Pass a UUID, or leave the key out for a random one.',
  })
}
