import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FetchLike } from '@shotlist/core'
import { onTestFinished } from 'vitest'
import { serveHttp } from '../harness/serve-http.ts'

/** A request as the server received it. */
type ReceivedRequest = { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** How the server handles one request. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void

/** A server that uses the nth reply for the nth request, and the last one for all later requests. */
export type FaultServer = { readonly url: string; readonly requests: readonly ReceivedRequest[] }

/** Starts a server on loopback that closes at the end of the test. */
export async function startFaultServer(replies: readonly Reply[]): Promise<FaultServer> {
  const requests: ReceivedRequest[] = []
  const server = await serveHttp(async (request, response) => {
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: await text(request) }
    requests.push(one)
    replies[Math.min(requests.length, replies.length) - 1]?.(response, one)
  })
  onTestFinished(server.close)
  return { url: server.url, requests }
}

/** Responds with JSON; `body` is its text. */
export function respond(
  body: string,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
}

/** A web page with status 200, as from a proxy. */
export const page: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
}

/** Closes the connection after the whole request was received. */
export const drop: Reply = (response) => {
  response.destroy()
}

/** Marks a response whose body never ends. */
const STALLS = 'x-stalls'

/** Sends the headers and half a body, and then nothing. */
export const stall: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', [STALLS]: 'yes' })
  response.write('{"ErrCode":')
}

/** Node's `fetch`, which calls `onStall` once the headers of a stalled response have arrived: from then on only time passes. */
export function fetchReporting(onStall: () => void): FetchLike {
  return async (url, init) => {
    const response = await fetch(url, init)
    if (response.headers.has(STALLS)) setImmediate(onStall)
    return response
  }
}

/** A URL at which no server listens. */
export async function nowhere(): Promise<string> {
  const { url, close } = await serveHttp(() => undefined)
  await close()
  return url
}
