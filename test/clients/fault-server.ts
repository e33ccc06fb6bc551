import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FetchLike } from '@shotlist/core'
import { onTestFinished } from 'vitest'
import { serveHttp } from '../harness/serve-http.ts'

/** A request as it came over the socket. */
type Taken = { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** What is done to one request. */
export type Reply = (response: ServerResponse, request: Taken) => void

/** A provider that treats the nth request by the nth reply, and all that follow by the last. */
export type FaultServer = { readonly url: string; readonly taken: readonly Taken[] }

/** Starts a server on loopback that ends with the test. */
export async function startFaultServer(replies: readonly Reply[]): Promise<FaultServer> {
  const taken: Taken[] = []
  const server = await serveHttp(async (request, response) => {
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: await text(request) }
    taken.push(one)
    replies[Math.min(taken.length, replies.length) - 1]?.(response, one)
  })
  onTestFinished(server.close)
  return { url: server.url, taken }
}

/** A JSON answer; `body` is its text. */
export function answer(
  body: string,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
}

/** A web page with status 200, as proxies answer with. */
export const page: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
}

/** The request is taken whole, and the socket dies. */
export const drop: Reply = (response) => {
  response.destroy()
}

/** Marks an answer whose body never ends. */
const STALLS = 'x-stalls'

/** Headers and half a body, and then nothing. */
export const stall: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', [STALLS]: 'yes' })
  response.write('{"ErrCode":')
}

/** Node's `fetch`, which tells when the headers of an answer that stalls have come: from then on nothing happens but that time passes. */
export function fetchTelling(onStall: () => void): FetchLike {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (response.headers.has(STALLS)) setImmediate(onStall)
    return response
  }
}

/** A URL that nobody listens at. */
export async function nowhere(): Promise<string> {
  const { url, close } = await serveHttp(() => undefined)
  await close()
  return url
}
