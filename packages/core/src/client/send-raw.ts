import { defined } from '../contract/defined.ts'
import { randomUuid } from '../http/uuid.ts'
import { quoteLongIntegers } from '../json/exact-json.ts'
import type { ClientContext } from './context.ts'

/** Answers of these may have no body (`Response` refuses one). */
const BODILESS = new Set([204, 205])

/**
 * Any request, over the client's transport. What is not a read counts as paid, because nothing tells what it does: it is
 * repeated only with a key. The answer's long integers are in quotes, so that they survive `JSON.parse`.
 */
export async function sendRaw({ send, paid, table: { idempotency } }: ClientContext, request: Request): Promise<Response> {
  const method = request.method.toUpperCase()
  const headers = Object.fromEntries(request.headers)
  const body = request.body === null ? undefined : await request.arrayBuffer()
  const key = headers[idempotency?.toLowerCase() ?? ''] ?? randomUuid()
  const safety = method === 'GET' || method === 'HEAD' ? 'free' : paid
  const prepared = { operation: 'raw', method, url: request.url, headers, ...defined({ body }) }
  return send(prepared, { safety, key, signal: request.signal }, ({ status, headers: answered, text }) => {
    const kept = new Headers(answered)
    // They speak of the bytes that came over the wire.
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) kept.delete(name)
    return new Response(BODILESS.has(status) ? null : quoteLongIntegers(text), { status, headers: kept })
  })
}
