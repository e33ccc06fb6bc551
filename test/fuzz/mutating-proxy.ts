import type { IncomingMessage, ServerResponse } from 'node:http'
import { request as sendRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Luck } from '../chaos/seeded.ts'
import { type HttpServer, serveHttp } from '../harness/serve-http.ts'
import { MUTATIONS, type Reply, refusal } from './mutations.ts'

/** Stands before a provider and changes some of its answers. */
export type MutatingProxy = HttpServer & {
  /** From now on every answer comes as it is. */
  calmDown(): void
  /** What was done to which answers, in order. */
  readonly done: readonly string[]
}

type Options = { readonly target: string; readonly luck: Luck /** How likely it is that an answer is changed. */; readonly share: number }

/** How many of the changed answers are refusals by statuses that mean one: the provider behind never sees those requests. */
const REFUSED_SHARE = 0.15

/** Serves a provider's answers with changes. Links in them lead through here too. */
export async function mutatingProxy({ target, luck, share }: Options): Promise<MutatingProxy> {
  const done: string[] = []
  let isCalm = false
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(request)
    const path = request.url ?? '/'
    const note = (what: string): void => void done.push(`${request.method} ${path}: ${what}`)
    const isChanged = !isCalm && luck.next() < share
    if (isChanged && luck.next() < REFUSED_SHARE) {
      const reply = refusal(luck)
      note(`refused with ${reply.status}`)
      return send(response, reply)
    }
    const reply = await forward(request, { sent, target, own: proxy.url })
    for (let left = isChanged ? luck.between(1, 2) : 0; left > 0; left -= 1) {
      const mutation = luck.pick(MUTATIONS)
      note(mutation.name)
      mutation.apply(reply, luck)
    }
    send(response, reply)
  }
  const proxy = await serveHttp((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  return { ...proxy, done, calmDown: () => void (isCalm = true) }
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
  // Bytes as they are: a header with letters beyond Latin-1 could not be sent at all.
  response.writeHead(status, hasBody ? headers : { ...headers, 'content-length': '0' })
  if (breakAfter !== undefined) response.write(body.subarray(0, breakAfter), () => response.destroy())
  else response.end(hasBody ? body : undefined)
}
