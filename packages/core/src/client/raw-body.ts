import { writeExact } from '../json/write-exact.ts'

const ready = [FormData, URLSearchParams, Blob, ArrayBuffer, ReadableStream]

/** What goes over the wire: JSON with its integers exact, unless the body is a form, a file or bytes, or its `content-type` is another. */
export const rawBody = (body: unknown, headers?: unknown): BodyInit => {
  if (ArrayBuffer.isView(body) || ready.some((kind) => body instanceof kind)) return body as BodyInit
  const type = headers instanceof Headers ? (headers.get('content-type') ?? '') : ''
  if (type.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(body as Record<string, string>)
  return typeof body === 'string' && type !== '' && !/\bjson\b/i.test(type) ? body : writeExact(body)
}
