import type { ProviderTable } from '../contract/index.ts'
import type { PreparedRequest } from '../http/prepared-request.ts'
import { randomUuid } from '../http/uuid.ts'

export type SealOptions = {
  readonly table: Pick<ProviderTable, 'auth' | 'trace' | 'idempotency'>
  readonly apiKey: string | undefined
  /** The idempotency key, for a submission. */
  readonly key: string | undefined
}

/** A request as it goes out: with API key, trace id and idempotency key. Holds secrets: nothing of it belongs into an error or event. */
export type SealedRequest = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly traceId: string }

/**
 * Adds what is fresh in every try. The trace id always is: a remembered one may be answered with a remembered answer. Only a repeated
 * submission carries an old one, where the provider uses one header for both.
 */
export const sealRequest = (
  { url, headers }: PreparedRequest,
  { table: { auth, trace, idempotency }, apiKey, key }: SealOptions,
): SealedRequest => {
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
  return { url: sealedUrl, headers: sealed, traceId }
}
