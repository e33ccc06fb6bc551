import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookHandler } from '@shotlist/core/webhooks'

/** Size limit of a delivery, far above real ones. */
const MAX_BYTES = 1024 * 1024

/** How long deliveries in progress may take when the run ends. */
const CLOSE_TIMEOUT_MS = 300

export type WebhookAddress = {
  /** 0: any free port. */
  readonly port: number
  /** Host name or address of this machine to listen on. Default: 127.0.0.1. */
  readonly host?: string
}

/** A receiver that listens. `close` waits for deliveries in progress, but not long. */
export type WebhookServer = { readonly port: number; close(): Promise<void> }

/**
 * Listens for deliveries, with one path for each provider. By default it listens only on this machine, for a tunnel or a proxy that
 * forwards deliveries from outside.
 *
 * @throws {Error} if it cannot listen, for example because the port is in use
 */
export async function serveWebhooks(handlers: ReadonlyMap<string, WebhookHandler>, address: WebhookAddress): Promise<WebhookServer> {
  const server = createServer((request, response) => {
    respond(request, response, handlers).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await listen(server, address)
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS)
      await closed
      clearTimeout(giveUp)
    },
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, handlers: ReadonlyMap<string, WebhookHandler>): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1')
  const handler = url === null ? undefined : handlers.get(providerOf(url))
  if (url === null || handler === undefined) return void response.writeHead(404).end()
  if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
  const body = await bodyOf(request)
  if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end()
  const result = await handler(new Request(url, { method: 'POST', headers: headersOf(request), body }))
  response.writeHead(result.status, Object.fromEntries(result.headers)).end(await result.text())
}

/** The last part of the path names the provider. A proxy may leave a prefix before it. */
function providerOf({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname.split('/').at(-1) ?? '')
  } catch {
    return ''
  }
}

/** Reads the body; undefined if it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += (part as Buffer).length
    if (length > MAX_BYTES) return undefined
    parts.push(part as Buffer)
  }
  return Uint8Array.from(Buffer.concat(parts))
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(headersDistinct)) for (const value of values) headers.append(name, value)
  return headers
}

function listen(server: Server, { port, host = '127.0.0.1' }: WebhookAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
