import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { filesPath } from '../files/file-link.ts'
import { classifyRequest } from '../provider/classify-request.ts'
import type { Context } from '../provider/context.ts'
import { answerControl } from './control.ts'
import { deliver } from './deliver.ts'
import { readIncoming } from './read-incoming.ts'
import { openToBrowsers, sendReply } from './reply.ts'
import { serveFile } from './serve-file.ts'

const keepAliveMs = 120_000

/** A listening server. `close` ends every connection at once. */
export type Listening = { readonly port: number; readonly close: () => Promise<void> }

/** Listens, and answers every request from what `context` gives once the address is known. */
export async function listen(
  where: { readonly host: string; readonly port: number },
  context: (port: number) => Context,
): Promise<Listening> {
  const closing = new AbortController()
  let ready: Context | undefined
  const server = createServer((message, response) => {
    void handle(ready as Context, message, { response, closing: closing.signal }).catch(() => response.socket?.destroy())
  })
  // Longer than clients keep idle connections, so that no request meets a connection that is just being closed.
  server.keepAliveTimeout = keepAliveMs
  await started(server, where)
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      closing.abort()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  try {
    ready = context(port)
  } catch (error) {
    await close()
    throw error
  }
  return { port, close }
}

function started(server: Server, where: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where.port, where.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function handle(
  context: Context,
  message: IncomingMessage,
  wire: { readonly response: ServerResponse; readonly closing: AbortSignal },
): Promise<void> {
  // A client that goes away in the middle is no fault of the emulator's.
  wire.response.on('error', () => undefined)
  if (message.method === 'OPTIONS') {
    wire.response.writeHead(204, openToBrowsers).end()
    return
  }
  const [path = '/', query = ''] = (message.url ?? '/').split('?', 2)
  if (path.startsWith(filesPath)) {
    const name = path.slice(filesPath.length)
    const faults = context.faults.strike('download', context.state.tasks.findByFile(name)?.operation)
    context.state.ledger.request('download', context.clock.now())
    await serveFile(context, { message, name, query: new URLSearchParams(query), faults }, wire)
    return
  }
  const isControl = path.startsWith('/__emulator')
  // What is for the emulator itself is JSON, even where curl's `--data` calls it a form.
  if (isControl) message.headers['content-type'] = 'application/json'
  const incoming = await readIncoming(message, context.settings.maxBodyBytes)
  if (incoming.body.kind === 'broken' && incoming.body.status === 413) wire.response.setHeader('connection', 'close')
  if (isControl) {
    sendReply(wire.response, answerControl(context, incoming))
    return
  }
  const request = classifyRequest(context, incoming)
  context.state.ledger.request(request.phase, context.clock.now())
  await deliver(context, request, wire)
}
