import { randomInt } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on a port of this machine; 0 is any free one. */
export async function listening(port: number) {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const close = () => new Promise((resolve) => server.close(resolve))
  return { port: (server.address() as AddressInfo).port, close }
}

/** A free port. Systems give higher ports to programs that ask for any, and fetch refuses some lower ones (10080). */
export async function freePort(): Promise<number> {
  for (;;) {
    const found = await listening(randomInt(11_000, 30_000)).catch(() => undefined)
    await found?.close()
    if (found !== undefined) return found.port
  }
}
