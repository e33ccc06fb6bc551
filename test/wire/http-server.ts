import type { IncomingMessage, ServerResponse } from 'node:http'
import { type HttpServer, serveHttp } from '../harness/serve-http.ts'

/** A request as it came over the wire. */
export type WireRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The body's text as sent; files of a form are in `raw`. */
  readonly text: string
  readonly raw: Buffer
}

/** What a scripted server answers: JSON text is sent as it stands, so that a test can write integers that JavaScript cannot hold. */
export type WireAnswer = { readonly status?: number; readonly json: string } | { readonly file: Buffer }

/** A server a test closes. Everything it was sent is kept, in order. */
export type WireServer = HttpServer & { readonly requests: readonly WireRequest[] }

/**
 * Serves a scripted provider on loopback. `answer` sees the whole request; what it returns is sent.
 * An exception in it is a mistake of the caller, and is answered with 500 and kept in `requests` all the same.
 */
export async function serveWire(answer: (request: WireRequest, url: string) => WireAnswer): Promise<WireServer> {
  const requests: WireRequest[] = []
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const raw = await readWhole(incoming)
    const target = new URL(incoming.url ?? '/', 'http://localhost')
    const request = {
      method: incoming.method ?? 'GET',
      path: target.pathname,
      query: target.searchParams,
      headers: incoming.headers,
      text: raw.toString('utf8'),
      raw,
    }
    requests.push(request)
    send(
      outgoing,
      safely(() => answer(request, server.url)),
    )
  }
  const server = await serveHttp((incoming, outgoing) => void handle(incoming, outgoing))
  return { ...server, requests }
}

async function readWhole(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function safely(answer: () => WireAnswer): WireAnswer {
  try {
    return answer()
  } catch (error) {
    return { status: 500, json: JSON.stringify({ mistake: String(error) }) }
  }
}

function send(outgoing: ServerResponse, answer: WireAnswer): void {
  if ('file' in answer) {
    outgoing.writeHead(200, { 'content-type': 'video/mp4', 'content-length': answer.file.length })
    outgoing.end(answer.file)
    return
  }
  outgoing.writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
  outgoing.end(answer.json)
}
