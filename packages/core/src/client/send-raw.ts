import { defined } from '../contract/defined.ts'
import { randomUuid } from '../http/uuid.ts'
import { quoteLongIntegers } from '../json/exact-json.ts'
import type { ClientContext } from './context.ts'

/** Statuses without a body: the `Response` constructor throws if it gets one. */
const BODILESS_STATUSES = new Set([204, 205])

/**
 * Sends any request over the client's transport. Anything but GET and HEAD counts as paid, because its effect is unknown. Long integers of the response are in quotes, so that `JSON.parse` keeps them exact.
 */
export async function sendRaw({ send, paidSafety, table: { idempotency } }: ClientContext, request: Request): Promise<Response> {
  const method = request.method.toUpperCase()
  const headers = Object.fromEntries(request.headers)
  const body = request.body === null ? undefined : await request.arrayBuffer()
  const idempotencyKey = headers[idempotency?.toLowerCase() ?? ''] ?? randomUuid()
  // Only a key in a header is added to a raw request.
  const paid = idempotency?.startsWith('$') ? 'once' : paidSafety
  const safety = method === 'GET' || method === 'HEAD' ? 'free' : paid
  const prepared = { operation: 'raw', method, url: request.url, headers, ...defined({ body }) }
  return send(prepared, { safety, idempotencyKey, signal: request.signal }, ({ status, headers: received, text }) => {
    const kept = new Headers(received)
    // These describe the encoded bytes, not the text returned here.
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name)
    return new Response(BODILESS_STATUSES.has(status) ? null : quoteLongIntegers(text), { status, headers: kept })
  })
}
