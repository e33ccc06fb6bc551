import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback, and the way to end it with all its connections. */
export type HttpServer = { readonly url: string; close(): Promise<void> }

/**
 * An idle connection is never closed before a test ends. Node closes it after five seconds, which on a slow machine is when the next request
 * is on its way on it.
 */
const LONGER_THAN_ANY_TEST_MS = 3_600_000

/** Serves HTTP at any free port of loopback. */
export async function serveHttp(listener: RequestListener): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: LONGER_THAN_ANY_TEST_MS }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
