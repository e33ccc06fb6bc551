import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LinkSettings, linkWorks } from '../files/file-link.ts'
import type { StoredFile } from '../files/file-store.ts'
import type { Context } from '../provider/context.ts'
import type { Refusal } from '../requests/refusal.ts'
import type { Fault, FaultKind } from '../scenario/faults.ts'
import { OPEN_TO_BROWSERS } from './reply.ts'

const SLOW_SLICE_MS = 50

/** Serves one of the emulator's files, with ranges, and applies the request's faults. */
export async function serveFile(
  context: Context,
  request: {
    readonly message: IncomingMessage
    readonly name: string
    readonly query: URLSearchParams
    readonly faults: readonly Fault[]
    readonly links: LinkSettings
    /** Why it is not served. */
    readonly refusal: Refusal | undefined
  },
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  const { response } = wire
  const has = (kind: FaultKind): boolean => request.faults.some((fault) => fault.kind === kind)
  for (const fault of request.faults) {
    if (fault.kind === 'latency') await context.clock.sleep(fault.ms + (fault.jitterMs ?? 0) * context.random(), wire.closing)
  }
  if (has('drop-before') || has('drop-after')) response.socket?.destroy()
  if (has('drop-before') || has('drop-after') || has('stall-headers')) return
  const status = request.faults.find((fault) => fault.kind === 'status')?.status ?? (has('expired-download') ? 403 : undefined)
  if (request.refusal !== undefined) {
    plain(response, 401, request.refusal.message)
    return
  }
  if (status !== undefined || !linkWorks(request.links, request, context.clock.now())) {
    plain(response, status ?? 403, 'AccessDenied: this link has expired')
    return
  }
  const file = await context.files.find(request.name)?.catch(() => undefined)
  if (file === undefined) plain(response, 404, 'no such file')
  else if (has('html') || has('wrong-content')) plain(response, 200, 'this is not the requested file', file.type)
  else await sendFile(context, { ...request, file, has }, wire)
}

/** Sends one of the emulator's files as the body of a response, and applies the request's faults. */
export async function sendAsBody(
  context: Context,
  {
    name,
    headers,
    faults,
  }: { readonly name: string; readonly headers: Readonly<Record<string, string>>; readonly faults: readonly Fault[] },
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  const file = await context.files.find(name)?.catch(() => undefined)
  if (file === undefined) return plain(wire.response, 500, 'the file could not be made')
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind)
  await sendFile(context, { message: wire.response.req, file, faults, has, headers }, wire)
}

type Sending = {
  readonly message: IncomingMessage
  readonly file: StoredFile
  readonly faults: readonly Fault[]
  readonly has: (kind: FaultKind) => boolean
  /** In addition to those of the file. */
  readonly headers?: Readonly<Record<string, string>>
}

async function sendFile(
  context: Context,
  request: Sending,
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  const { file, has, message } = request
  const { response } = wire
  const headers: Record<string, string> = { ...OPEN_TO_BROWSERS, ...request.headers, 'content-type': file.type, etag: file.etag }
  const current = message.headers['if-range'] === undefined || message.headers['if-range'] === file.etag
  const range = has('no-range') || !current ? undefined : parseByteRange(message.headers.range, file.bytes)
  if (!has('no-range')) headers['accept-ranges'] = 'bytes'
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${file.bytes}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: file.bytes }
  if (range !== undefined) headers['content-range'] = `bytes ${start}-${end - 1}/${file.bytes}`
  if (!has('no-length')) headers['content-length'] = String(end - start)
  response.writeHead(range === undefined ? 200 : 206, headers)
  if (message.method === 'HEAD') {
    response.end()
    return
  }
  const broken = has('truncated-download') || has('drop-mid-body')
  const sent = broken || has('stall-body') ? start + Math.floor((end - start) / 2) : end
  const content = await context.files.read(file, start, sent)
  const slow = request.faults.find((fault) => fault.kind === 'slow-download')
  if (slow === undefined) response.write(content)
  else await trickle(context, { content, bytesPerSecond: slow.bytesPerSecond }, wire)
  if (sent === end) response.end()
  else if (broken) setImmediate(() => response.socket?.destroySoon())
}

async function trickle(
  context: Context,
  slow: { readonly content: Uint8Array; readonly bytesPerSecond: number },
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  const slice = Math.max(1, Math.round((slow.bytesPerSecond * SLOW_SLICE_MS) / 1000))
  for (let at = 0; at < slow.content.byteLength && !wire.response.destroyed && !wire.closing.aborted; at += slice) {
    wire.response.write(slow.content.subarray(at, at + slice))
    await context.clock.sleep(SLOW_SLICE_MS, wire.closing)
  }
}

function plain(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { ...OPEN_TO_BROWSERS, 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text)
}

/** A part of a file: from `start` up to, but not including, `end`. */
type ByteRange = { readonly start: number; readonly end: number }

/**
 * Parses a `Range` header (RFC 9110, section 14.2) for a file of `size` bytes. Several ranges and invalid headers are ignored, as the
 * standard allows.
 * @returns the range, `unsatisfiable`, or `undefined` for the whole file.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Number(match[2])
    return length === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  if (start >= size) return 'unsatisfiable'
  return end > start ? { start, end } : undefined
}
