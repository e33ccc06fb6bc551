import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server received it. */
type Received = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Handles one request. */
export type Reply = (response: ServerResponse, request: Received) => void

export type ScriptedServer = {
  readonly url: string
  readonly received: readonly Received[]
  /** The requests with this method, in order. */
  of(method: string): Received[]
  [Symbol.asyncDispose](): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** A server on loopback that replies by `script`: the nth reply for the nth request, the last one for all later requests. */
export async function startServer(script: readonly Reply[]): Promise<ScriptedServer> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await bodyOf(request)
      const receivedRequest = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      received.push(receivedRequest)
      const reply = script[Math.min(received.length, script.length) - 1]
      reply?.(response, receivedRequest)
    }
    take().catch(() => response.destroy())
  })
  // Closing an idle connection would break a request that is being sent on it.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    of: (method) => received.filter((each) => each.method === method),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A JSON response. `body` may be text, for values that `JSON.stringify` cannot write. */
export function json(
  body: unknown,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** A web page, as proxies send it. */
export const page: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end('<html><body>Please sign in to the network</body></html>')
}

/** Closes the connection after the whole request was received. */
export const drop: Reply = (response) => {
  response.destroy()
}

/** Sends headers and part of a body, and then stalls. */
export const stall: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"ok":')
}

/** Sends no response. */
export const silence: Reply = () => {}

/** A URL without a server. */
export async function nowhere(): Promise<string> {
  const server = await startServer([])
  await server[Symbol.asyncDispose]()
  return server.url
}
