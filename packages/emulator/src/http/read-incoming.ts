import type { IncomingMessage } from 'node:http'
import { parseExact } from '../answers/exact-json.ts'
import type { Json, JsonObject } from '../answers/json.ts'
import type { FilePart, Incoming, IncomingBody } from '../requests/incoming.ts'

const maxJsonBytes = 8 * 1024 * 1024

/** Reads a request whole. `maxBodyBytes` bounds uploads; JSON has a bound of its own. A body beyond its bound is read no further. */
export async function readIncoming(message: IncomingMessage, maxBodyBytes: number): Promise<Incoming> {
  const target = message.url ?? '/'
  const queryAt = target.indexOf('?')
  const contentType = (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
  return {
    method: message.method ?? 'GET',
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: Object.fromEntries(new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1))),
    headers,
    contentType,
    body: await readBody(message, contentType, maxBodyBytes),
  }
}

async function readBody(message: IncomingMessage, contentType: string, maxBodyBytes: number): Promise<IncomingBody> {
  const multipart = contentType === 'multipart/form-data'
  const limit = multipart ? maxBodyBytes : Math.min(maxJsonBytes, maxBodyBytes)
  const bytes = await readBytes(message, limit)
  // What is left is read and forgotten, so that a client that only listens when it has sent everything hears the refusal.
  if (bytes === undefined) message.resume()
  if (bytes === undefined) return { kind: 'broken', why: `the body is larger than ${limit} bytes`, status: 413 }
  if (bytes.byteLength === 0) return { kind: 'none' }
  if (multipart || contentType === 'application/x-www-form-urlencoded') return readForm(bytes, message.headers['content-type'] ?? '')
  try {
    return { kind: 'json', value: parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { kind: 'broken', why: 'the body is not JSON' }
  }
}

async function readBytes(message: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop must not destroy the connection: the refusal still has to go out on it.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function readForm(bytes: Uint8Array, contentType: string): Promise<IncomingBody> {
  try {
    const form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData()
    const fields: [string, Json][] = []
    const files: FilePart[] = []
    for (const [name, value] of form) {
      if (typeof value === 'string') fields.push([name, value])
      else files.push({ name, fileName: value.name, type: value.type.toLowerCase(), content: new Uint8Array(await value.arrayBuffer()) })
    }
    return { kind: 'form', fields: Object.fromEntries(fields) as JsonObject, files }
  } catch {
    return { kind: 'broken', why: 'the body is not the form it says it is' }
  }
}
