import type { IncomingMessage, ServerResponse } from 'node:http'
import { request as sendRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Random } from '../chaos/random.ts'
import { type HttpServer, serveHttp } from '../harness/serve-http.ts'
import { MUTATIONS, type Reply, refusal } from './mutations.ts'

/** A proxy in front of a provider that changes some of its responses. */
export type MutatingProxy = HttpServer & {
  /** From now on responses are not changed. */
  stopChanging(): void
  /** The changes so far, in order. */
  readonly done: readonly string[]
}

type Options = {
  readonly target: string
  readonly random: Random /** The probability that a response is changed. */
  readonly share: number
}

/** The share of changed responses that are refusals with a definite status. The provider never gets those requests. */
const REFUSED_SHARE = 0.15

/** Starts a proxy that changes a provider's responses. Links in them lead through the proxy too. */
export async function mutatingProxy({ target, random, share }: Options): Promise<MutatingProxy> {
  const done: string[] = []
  let isStopped = false
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(request)
    const path = request.url ?? '/'
    const note = (what: string): void => void done.push(`${request.method} ${path}: ${what}`)
    const isChanged = !isStopped && random.next() < share
    if (isChanged && random.next() < REFUSED_SHARE) {
      const reply = refusal(random)
      note(`refused with ${reply.status}`)
      return send(response, reply)
    }
    const reply = await forward(request, { sent, target, own: proxy.url })
    for (let left = isChanged ? random.between(1, 2) : 0; left > 0; left -= 1) {
      const mutation = random.pick(MUTATIONS)
      note(mutation.name)
      mutation.apply(reply, random)
    }
    send(response, reply)
  }
  const proxy = await serveHttp((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  return { ...proxy, done, stopChanging: () => void (isStopped = true) }
}

type Forwarding = { readonly sent: Buffer; readonly target: string; readonly own: string }

async function forward(request: IncomingMessage, { sent, target, own }: Forwarding): Promise<Reply> {
  const { host: _host, connection: _connection, ...headers } = request.headers
  const outgoing = sendRequest(new URL(request.url ?? '/', target), { method: request.method, headers, agent: false })
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject)
    outgoing.end(sent)
  })
  const body = await buffer(incoming)
  const isText = String(incoming.headers['content-type']).includes('json')
  const shown = isText ? Buffer.from(body.toString('utf8').replaceAll(target, own)) : body
  const kept = Object.entries(incoming.headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name))
  const reply = { status: incoming.statusCode ?? 500, headers: Object.fromEntries(kept) as Record<string, string>, body: shown }
  if (isText) reply.headers['content-length'] = String(shown.length)
  return reply
}

function send(response: ServerResponse, { status, headers, body, breakAfter }: Reply): void {
  if (breakAfter === 0) return void response.destroy()
  const hasBody = status !== 204 && status !== 304
  // Headers are sent as bytes, because Node refuses characters beyond Latin-1.
  response.writeHead(status, hasBody ? headers : { ...headers, 'content-length': '0' })
  if (breakAfter !== undefined) response.write(body.subarray(0, breakAfter), () => response.destroy())
  else response.end(hasBody ? body : undefined)
}
