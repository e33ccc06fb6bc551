import type { Readable } from 'node:stream'
import type { BodyLike, FetchLike, ResponseLike } from '@shotlist/core'
import { decoded } from './decoded.ts'
import type { directRequest } from './direct-request.ts'
import { openPool, type Pool, usesProxies } from './open-pool.ts'

let opened: Promise<Pool> | undefined
/** Loaded late: most verbs send nothing, and Node's own client takes as long to load as a short verb to run. */
let direct: Promise<{ readonly directRequest: typeof directRequest }> | undefined

/**
 * What a run does of `fetch`. Files come by the pool of connections that Node's own `fetch` is made of: the same connections and the same errors,
 * for a quarter of its time and none of its memory. What goes to an API is not redirected, and goes by a client that reads every answer, unless a
 * proxy is in use. A form is left to `fetch`.
 */
export const pooledFetch: FetchLike = async (url, init) => {
  const { method = 'GET', headers, body, signal, redirect } = init
  if (body !== undefined && body !== null && typeof body !== 'string') return globalThis.fetch(url, init)
  if (redirect !== 'manual' || usesProxies) return throughPool(url, init, redirect === 'manual' ? 'direct' : 'following')
  const sent = { method, headers: { ...OWN_HEADERS, ...plainHeaders(headers) } }
  direct ??= import('./direct-request.ts')
  const answer = await (await direct).directRequest(url, { ...sent, body: body ?? undefined, signal: signal ?? undefined })
  return responseOf(answer, { status: answer.statusCode ?? 0, headers: answer.headers })
}

/** Asks a host for a file. `direct` and `outside` hand a redirect on; `outside` connects to addresses of the internet only. */
export async function throughPool(url: string, init: RequestInit, way: 'direct' | 'following' | 'outside'): Promise<ResponseLike> {
  const { method = 'GET', headers, body, signal } = init
  opened ??= openPool()
  const pool = await opened
  const answer = await pool.request(url, {
    dispatcher: pool[way],
    method,
    headers: { ...OWN_HEADERS, ...plainHeaders(headers) },
    body: typeof body === 'string' ? body : null,
    signal: signal ?? null,
  })
  return responseOf(answer.body, { status: answer.statusCode, headers: answer.headers })
}

type Head = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>> }

function responseOf(content: Readable, { status, headers }: Head): ResponseLike {
  const answered = new Headers()
  for (const [name, value] of Object.entries(headers)) for (const each of [value ?? []].flat()) answered.append(name, each)
  return { status, headers: answered, body: bodyOf(decoded(content, answered)) }
}

/** Some gateways turn away who does not say what it is. */
const OWN_HEADERS = { accept: '*/*', 'user-agent': 'shotlist' }

const plainHeaders = (headers: RequestInit['headers']): Readonly<Record<string, string | undefined>> =>
  headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(new Headers(headers)) : (headers ?? {})

/** Reads as the standard's reader does; a stream that is not read to its end gives its connection up. */
function bodyOf(stream: Readable): BodyLike {
  // What breaks before anybody reads shows when it is read.
  stream.on('error', () => undefined)
  const chunks: AsyncIterator<Uint8Array<ArrayBuffer>> = stream[Symbol.asyncIterator]()
  return {
    getReader: () => ({
      read: async () => {
        const { done, value } = await chunks.next()
        return done === true ? { done, value: undefined } : { done: false, value }
      },
      cancel: async () => void stream.destroy(),
    }),
  }
}
