import createOpenapiClient, { type Client } from 'openapi-fetch'
import { writeExact } from '../json/exact-json.ts'
import type { ClientContext } from './context.ts'
import { sendRaw } from './send-raw.ts'

/** The openapi-fetch client of a document's `paths`. */
export type RawClient<Paths extends object> = Client<Paths>

/**
 * An openapi-fetch client that shares the client's transport: key, trace header, time limits, exact integers and typed errors.
 * It has a file of its own so that bundles that do not use it leave out openapi-fetch.
 */
export function createRawClient<Paths extends object>(context: ClientContext): RawClient<Paths> {
  return createOpenapiClient<Paths>({ baseUrl: context.baseUrl, fetch: (request) => sendRaw(context, request), bodySerializer: rawBody })
}

const NATIVE_BODIES = [FormData, URLSearchParams, Blob, ArrayBuffer, ReadableStream]

/** Writes a body: JSON with exact integers, unless it is a form, a file or bytes, or has another `content-type`. */
function rawBody(body: unknown, headers?: unknown): BodyInit {
  if (ArrayBuffer.isView(body) || NATIVE_BODIES.some((kind) => body instanceof kind)) return body as BodyInit
  const type = headers instanceof Headers ? (headers.get('content-type') ?? '') : ''
  if (type.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(body as Record<string, string>)
  return typeof body === 'string' && type !== '' && !/\bjson\b/i.test(type) ? body : writeExact(body)
}
