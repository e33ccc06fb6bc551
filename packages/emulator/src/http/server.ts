import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FILES_PATH } from '../files/file-link.ts'
import { classifyRequest } from '../provider/classify-request.ts'
import type { Context } from '../provider/context.ts'
import { newState, report } from '../provider/context.ts'
import { redirectStatus } from '../provider/documented-address.ts'
import { linkTo } from '../provider/make-files.ts'
import { fileRefusal, requestedFile } from '../provider/requested-file.ts'
import type { FilePart, Incoming, IncomingBody } from '../requests/incoming.ts'
import type { JsonObject } from '../responses/json.ts'
import { parseExact } from '../responses/json.ts'
import { readFaults } from '../scenario/faults.ts'
import { ScenarioError } from '../scenario/scenario-error.ts'
import { readWebhooks } from '../scenario/webhook-targets.ts'
import { deliver } from './deliver.ts'
import { OPEN_TO_BROWSERS, type Reply, sendReply } from './reply.ts'
import { serveFile } from './serve-file.ts'

const KEEP_ALIVE_MS = 120_000

/** A listening server. `close` ends all connections at once. */
export type Listening = { readonly port: number; readonly close: () => Promise<void> }

/** Starts the server. `context` is called once the port is known, and serves all requests. */
export async function listen(
  where: { readonly host: string; readonly port: number },
  context: (port: number) => Context,
): Promise<Listening> {
  const closing = new AbortController()
  let ready: Context | undefined
  const server = createServer((message, response) => {
    void handle(ready as Context, message, { response, closing: closing.signal }).catch(() => response.socket?.destroy())
  })
  // Longer than clients keep idle connections, so that no request arrives on a connection that the server is closing.
  server.keepAliveTimeout = KEEP_ALIVE_MS
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
  // A client that disconnects early is not an error of the emulator.
  wire.response.on('error', () => undefined)
  if (message.method === 'OPTIONS') {
    wire.response.writeHead(204, OPEN_TO_BROWSERS).end()
    return
  }
  const [path = '/', query = ''] = (message.url ?? '/').split('?', 2)
  const file = message.method === 'GET' || message.method === 'HEAD' ? requestedFile(context, path) : undefined
  if (file !== undefined) {
    const refusal = fileRefusal(context, file, { ...headOf(message), body: { kind: 'none' } })
    const redirect = refusal === undefined && file.endpoint !== undefined ? redirectStatus(file.endpoint) : undefined
    if (redirect !== undefined) {
      wire.response.writeHead(redirect, { ...OPEN_TO_BROWSERS, location: linkTo(context, file.name) }).end()
      return
    }
    const faults = context.faults.strike('download', context.state.tasks.findByFile(file.name)?.operation)
    context.state.ledger.request('download', context.clock.now())
    const links = { url: context.url, lifetimeMs: path.startsWith(FILES_PATH) ? context.settings.linkLifetimeMs : undefined }
    await serveFile(context, { message, name: file.name, query: new URLSearchParams(query), faults, links, refusal }, wire)
    return
  }
  if (message.method === 'GET' && path === keySetPath(context)) {
    const key = { ...context.webhooks.keyPair.publicKey.export({ format: 'jwk' }), kid: 'emulator', use: 'sig' }
    sendReply(wire.response, json(200, { keys: [key] }))
    return
  }
  const isControl = path.startsWith('/__emulator')
  // Control requests are JSON, even if curl's `--data` labels them as a form.
  if (isControl) message.headers['content-type'] = 'application/json'
  const incoming = await readIncoming(message, limitsOf(context))
  if (incoming.body.kind === 'broken' && incoming.body.status === 413) wire.response.setHeader('connection', 'close')
  if (isControl) {
    sendReply(wire.response, handleControl(context, incoming))
    return
  }
  const request = classifyRequest(context, incoming)
  context.state.ledger.request(request.phase, context.clock.now())
  await deliver(context, request, wire)
}

/** The path of the key set that the provider's deliveries are checked with. */
function keySetPath({ model }: Context): string | undefined {
  const keys = model.table.webhooks?.signature?.keys
  return keys !== undefined && 'url' in keys ? new URL(keys.url).pathname : undefined
}

/** Serves the emulator's own paths below `/__emulator`, except files. */
function handleControl(context: Context, incoming: Incoming): Reply {
  const route = `${incoming.method} ${incoming.path.replace(/^\/__emulator\/?/, '')}`
  if (route === 'GET ledger') return json(200, report(context))
  if (route === 'GET faults') return json(200, { faults: context.faults.faults })
  if (route === 'PUT faults') return put(() => putFaults(context, incoming))
  if (route === 'GET webhooks') return json(200, { webhooks: withoutSecrets(context) })
  if (route === 'PUT webhooks') return put(() => putWebhooks(context, incoming))
  if (route === 'POST reset') {
    context.memory?.clear()
    context.state = newState(context.settings, context.random, context.state.ids.next)
    return json(200, { reset: true })
  }
  return json(404, { error: 'the emulator has GET ledger, POST reset, GET and PUT faults and webhooks, and files' })
}

function putFaults(context: Context, incoming: Incoming): unknown {
  context.faults.set(readFaults(listed(incoming, 'faults'), Object.keys(context.model.table.operations)))
  return { faults: context.faults.faults }
}

function putWebhooks(context: Context, incoming: Incoming): unknown {
  context.webhooks.targets = readWebhooks(listed(incoming, 'webhooks'))
  return { webhooks: withoutSecrets(context) }
}

function withoutSecrets({ webhooks }: Context): Record<string, { readonly url: string }> {
  return Object.fromEntries(Object.entries(webhooks.targets ?? {}).map(([id, { url }]) => [id, { url }]))
}

/** The value under the name, or the whole body. */
function listed({ body }: Incoming, name: string): unknown {
  const value = body.kind === 'json' ? body.value : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value) && name in value ? value[name] : value
}

function put(change: () => unknown): Reply {
  try {
    return json(200, change())
  } catch (error) {
    if (error instanceof ScenarioError) return json(400, { error: error.message, mistakes: error.mistakes })
    throw error
  }
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: `${JSON.stringify(value, undefined, 2)}\n` }
}

const MAX_JSON_BYTES = 8 * 1024 * 1024

/** The longest bodies, in bytes. */
type Limits = { readonly form: number; readonly others: number }

/** JSON has a limit of its own, unless a document has files inside its requests. */
function limitsOf({ model, settings: { maxBodyBytes } }: Context): Limits {
  const holdsFiles = Object.values(model.table.operations).some(({ files }) => files !== undefined)
  return { form: maxBodyBytes, others: holdsFiles ? maxBodyBytes : Math.min(MAX_JSON_BYTES, maxBodyBytes) }
}

/** Reads a whole request. Reading stops at the limit. */
async function readIncoming(message: IncomingMessage, limits: Limits): Promise<Incoming> {
  const head = headOf(message)
  return { ...head, body: await readBody(message, head.contentType, limits) }
}

function headOf(message: IncomingMessage): Omit<Incoming, 'body'> {
  const target = message.url ?? '/'
  const queryAt = target.indexOf('?')
  const contentType = (message.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
  return {
    method: message.method ?? 'GET',
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: Object.fromEntries(new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1))),
    headers,
    contentType,
  }
}

async function readBody(message: IncomingMessage, contentType: string, limits: Limits): Promise<IncomingBody> {
  const multipart = contentType === 'multipart/form-data'
  const limit = multipart ? limits.form : limits.others
  const bytes = await readBytes(message, limit)
  // The rest is read and discarded, because some clients read the response only after they have sent everything.
  if (bytes === undefined) message.resume()
  if (bytes === undefined) return { kind: 'broken', why: `the body is larger than ${limit} bytes`, status: 413 }
  if (bytes.byteLength === 0) return { kind: 'none' }
  if (multipart || contentType === 'application/x-www-form-urlencoded') return readForm(bytes, message.headers['content-type'] ?? '')
  try {
    return { kind: 'json', value: parseExact(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return { kind: 'broken', why: 'the body is not JSON' }
  }
}

async function readBytes(message: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop must not destroy the connection: the error response is still to be sent on it.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function readForm(bytes: Uint8Array, contentType: string): Promise<IncomingBody> {
  try {
    const form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData()
    const fields: JsonObject = {}
    const files: FilePart[] = []
    for (const [name, value] of form) {
      const before = Object.hasOwn(fields, name) ? fields[name] : undefined
      if (typeof value === 'string') fields[name] = before === undefined ? value : [before, value].flat()
      else files.push({ name, fileName: value.name, type: value.type.toLowerCase(), content: new Uint8Array(await value.arrayBuffer()) })
    }
    return { kind: 'form', fields, files }
  } catch {
    return { kind: 'broken', why: 'the body does not match its form content type' }
  }
}
