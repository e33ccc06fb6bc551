import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import zlib, { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { defined } from '@shotlist/codegen/defined'
import type { BodyLike, FetchLike, ResponseLike } from '@shotlist/core'
import type { Dispatcher, request } from 'undici'
import type { directRequest } from './direct-request.ts'
import { InnerHostError, isInnerAddress, isInnerHost, isLinkLocal } from './inner-host.ts'

let opened: Promise<Pool> | undefined
/** Loaded late: most verbs send nothing, and Node's own client takes as long to load as a short verb to run. */
let client: Promise<{ readonly directRequest: typeof directRequest }> | undefined

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
  client ??= import('./direct-request.ts')
  const answer = await (await client).directRequest(url, { ...sent, body: body ?? undefined, signal: signal ?? undefined })
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

function plainHeaders(headers: RequestInit['headers']): Readonly<Record<string, string | undefined>> {
  return headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(new Headers(headers)) : (headers ?? {})
}

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

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * What fetches the files that a provider names. The provider may name any host: one inside (this machine, its network, a cloud's metadata) is
 * asked only where the provider itself is there, and an address of the link never. No redirect leads from a safe connection to one that is not.
 */
export function fileFetch({ inside }: { readonly inside: boolean }): FetchLike {
  return async (url, init) => {
    let at = new URL(url)
    for (let hops = 0; ; hops += 1) {
      if (isLinkLocal(at) || (!inside && isInnerHost(at))) throw new InnerHostError(`${at.host} is in the network of this machine`)
      const answer = await throughPool(at.href, init, inside ? 'direct' : 'outside')
      const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null
      if (location === null || hops >= MAX_REDIRECTS) return answer
      await answer.body?.getReader().cancel()
      const next = URL.parse(location, at.href)
      if (next === null || !/^https?:$/.test(next.protocol)) throw new InnerHostError(`${at.host} sends on to what is no web address`)
      if (at.protocol === 'https:' && next.protocol === 'http:') throw new InnerHostError(`${at.host} sends on to ${next.host} without TLS`)
      at = next
    }
  }
}

/** Connections to all hosts, and how they are asked. */
type Pool = {
  readonly request: typeof request
  /** Hands a redirect on as the answer. */
  readonly direct: Dispatcher
  /** Goes where it is sent. */
  readonly following: Dispatcher
  /** Hands a redirect on, and connects to no address inside, whatever name leads there. */
  readonly outside: Dispatcher
}

/** As often as `fetch` does. */
const MAX_REDIRECTS = 20

/** Opens the pool; through the proxies of the environment where Node is told to use them. Loaded late: most verbs send nothing. */
async function openPool(): Promise<Pool> {
  const { Agent, EnvHttpProxyAgent, interceptors, request } = await import('undici')
  const direct = usesProxies ? new EnvHttpProxyAgent() : new Agent()
  // A proxy looks names up by itself, and may stand inside.
  const outside = usesProxies ? direct : new Agent({ connect: { lookup: lookupOutside } })
  return { request, direct, following: direct.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS })), outside }
}

/** By the variable and the option of Node that do the same for `fetch`. */
const usesProxies: boolean =
  process.env['NODE_USE_ENV_PROXY'] === '1' || [...process.execArgv, process.env['NODE_OPTIONS']].join(' ').includes('--use-env-proxy')

const lookupOutside: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, options, (error, found, family) => {
    const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address)
    const isInside = addresses.some(isInnerAddress)
    callback(isInside ? new InnerHostError(`${hostname} leads into the network of this machine`) : error, found, family)
  })

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  // Since Node 22.15.
  ...defined({ zstd: 'createZstdDecompress' in zlib ? zlib.createZstdDecompress : undefined }),
}

/** In the order in which they were applied. */
function encodingsOf(headers: Headers): string[] {
  return (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
}

/** An encoding of an answer's content that is not taken off here. */
export function unreadable(headers: Headers): string | undefined {
  return encodingsOf(headers).find((name) => !Object.hasOwn(DECODERS, name))
}

/** The content of an answer that came compressed, though nobody asked for that. */
function decoded(stream: Readable, headers: Headers): Readable {
  if (unreadable(headers) !== undefined) return stream
  const decoders = encodingsOf(headers)
    .toReversed()
    .flatMap((name) => DECODERS[name]?.() ?? [])
  // What breaks shows where the content is read.
  return decoders.reduce<Readable>((content, decoder) => pipeline(content, decoder, () => undefined), stream)
}
