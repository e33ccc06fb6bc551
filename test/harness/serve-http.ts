import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback. `close` also ends its connections. */
export type HttpServer = { readonly url: string; close(): Promise<void> }

/**
 * Keeps idle connections open until a test ends. Node closes them after five seconds, and on a slow machine the next request may arrive at
 * that moment.
 */
const LONGER_THAN_ANY_TEST_MS = 3_600_000

/** Serves HTTP on any free port of loopback. */
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
