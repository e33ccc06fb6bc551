import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request as it came over the socket. */
type Taken = { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** What is done to one request. */
export type Reply = (response: ServerResponse, request: Taken) => void

/** A provider that treats the nth request by the nth reply, and all that follow by the last. */
export type FaultServer = { readonly url: string; readonly taken: readonly Taken[] }

/** Starts a server on loopback that ends with the test. */
export const startFaultServer = async (replies: readonly Reply[]): Promise<FaultServer> => {
  const taken: Taken[] = []
  const server = createServer(async (request, response) => {
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: await text(request) }
    taken.push(one)
    replies[Math.min(taken.length, replies.length) - 1]?.(response, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken }
}

/** A JSON answer; `body` is its text. */
export const answer =
  (body: string, { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

/** A web page with status 200, as proxies answer with. */
export const page: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
}

/** The request is taken whole, and the socket dies. */
export const drop: Reply = (response) => {
  response.destroy()
}

/** Headers and half a body, and then nothing. */
export const stall: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"ErrCode":')
}

/** A URL that nobody listens at. */
export const nowhere = async (): Promise<string> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
