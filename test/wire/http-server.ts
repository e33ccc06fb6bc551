import type { IncomingMessage, ServerResponse } from 'node:http'
import { type HttpServer, serveHttp } from '../harness/serve-http.ts'

/** A request as the server received it. */
export type WireRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The body as text; files of a form are in `raw`. */
  readonly text: string
  readonly raw: Buffer
}

/** The response of a scripted server. JSON is sent as the given text, so that a test can write integers that JavaScript cannot hold. */
export type WireResponse = { readonly status?: number; readonly json: string } | { readonly file: Buffer }

/** A server that the test closes. `requests` are all requests in order. */
export type WireServer = HttpServer & { readonly requests: readonly WireRequest[] }

/**
 * Serves a scripted provider on loopback. `respond` gets the whole request; its result is sent.
 * An exception in it means that the client made a mistake: the response is 500, and the request is still in `requests`.
 */
export async function serveWire(respond: (request: WireRequest, url: string) => WireResponse): Promise<WireServer> {
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
      safely(() => respond(request, server.url)),
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

function safely(respond: () => WireResponse): WireResponse {
  try {
    return respond()
  } catch (error) {
    return { status: 500, json: JSON.stringify({ mistake: String(error) }) }
  }
}

function send(outgoing: ServerResponse, response: WireResponse): void {
  if ('file' in response) {
    outgoing.writeHead(200, { 'content-type': 'video/mp4', 'content-length': response.file.length })
    outgoing.end(response.file)
    return
  }
  outgoing.writeHead(response.status ?? 200, { 'content-type': 'application/json' })
  outgoing.end(response.json)
}
