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
/** Loaded on first use: most verbs send nothing, and loading takes as long as a short verb. */
let client: Promise<{ readonly directRequest: typeof directRequest }> | undefined

/**
 * The `fetch` of a run. Files use undici's connection pool, on which Node's own `fetch` is built: the same connections and errors in a
 * quarter of the time, with less memory. API requests, which follow no redirects, use `directRequest`, unless a proxy is in use. Forms use
 * Node's `fetch`.
 */
export const pooledFetch: FetchLike = async (url, init) => {
  const { method = 'GET', headers, body, signal, redirect } = init
  if (body !== undefined && body !== null && typeof body !== 'string') return globalThis.fetch(url, init)
  if (redirect !== 'manual' || usesProxies) return throughPool(url, init, redirect === 'manual' ? 'direct' : 'following')
  const sent = { method, headers: { ...OWN_HEADERS, ...plainHeaders(headers) } }
  client ??= import('./direct-request.ts')
  const response = await (await client).directRequest(url, { ...sent, body: body ?? undefined, signal: signal ?? undefined })
  return responseOf(response, { status: response.statusCode ?? 0, headers: response.headers })
}

/** Requests a file. `direct` and `outside` return a redirect as the response; `outside` connects only to addresses of the internet. */
export async function throughPool(url: string, init: RequestInit, way: 'direct' | 'following' | 'outside'): Promise<ResponseLike> {
  const { method = 'GET', headers, body, signal } = init
  opened ??= openPool()
  const pool = await opened
  const response = await pool.request(url, {
    dispatcher: pool[way],
    method,
    headers: { ...OWN_HEADERS, ...plainHeaders(headers) },
    body: typeof body === 'string' ? body : null,
    signal: signal ?? null,
  })
  return responseOf(response.body, { status: response.statusCode, headers: response.headers })
}

type Head = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>> }

function responseOf(content: Readable, { status, headers }: Head): ResponseLike {
  const received = new Headers()
  for (const [name, value] of Object.entries(headers)) for (const each of [value ?? []].flat()) received.append(name, each)
  return { status, headers: received, body: bodyOf(decoded(content, received)) }
}

/** Some gateways refuse requests without a user agent. */
const OWN_HEADERS = { accept: '*/*', 'user-agent': 'shotlist' }

function plainHeaders(headers: RequestInit['headers']): Readonly<Record<string, string | undefined>> {
  return headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(new Headers(headers)) : (headers ?? {})
}

/** A body with the standard reader. `cancel` closes the connection. */
function bodyOf(stream: Readable): BodyLike {
  // An error before the first read is thrown by that read.
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
 * The `fetch` for files that a provider names. It can name any host, so hosts in a private network are refused unless the provider itself
 * is in one, and link-local addresses are always refused. Redirects from https to http are refused.
 */
export function fileFetch({ inside }: { readonly inside: boolean }): FetchLike {
  return async (url, init) => {
    let at = new URL(url)
    for (let hops = 0; ; hops += 1) {
      if (isLinkLocal(at) || (!inside && isInnerHost(at))) throw new InnerHostError(`${at.host} is in the network of this machine`)
      const response = await throughPool(at.href, init, inside ? 'direct' : 'outside')
      const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null
      if (location === null || init.redirect === 'manual' || hops >= MAX_REDIRECTS) return response
      await response.body?.getReader().cancel()
      const next = URL.parse(location, at.href)
      if (next === null || !/^https?:$/.test(next.protocol))
        throw new InnerHostError(`${at.host} redirects to an address that is neither http nor https`)
      if (at.protocol === 'https:' && next.protocol === 'http:')
        throw new InnerHostError(`${at.host} redirects to ${next.host} without TLS`)
      at = next
    }
  }
}

/** A connection pool for all hosts, with a dispatcher for each kind of request. */
type Pool = {
  readonly request: typeof request
  /** Returns a redirect as the response. */
  readonly direct: Dispatcher
  /** Follows redirects. */
  readonly following: Dispatcher
  /** Returns a redirect as the response, and refuses names that resolve to a private network. */
  readonly outside: Dispatcher
}

/** The limit of the `fetch` standard. */
const MAX_REDIRECTS = 20

/**
 * Opens the pool, through the proxies of the environment if Node is set to use them. undici is loaded here, because most verbs send
 * nothing.
 */
async function openPool(): Promise<Pool> {
  const { Agent, EnvHttpProxyAgent, interceptors, request } = await import('undici')
  const direct = usesProxies ? new EnvHttpProxyAgent() : new Agent()
  // A proxy resolves names by itself, and may be in a private network.
  const outside = usesProxies ? direct : new Agent({ connect: { lookup: lookupOutside } })
  return { request, direct, following: direct.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS })), outside }
}

/** Whether Node's `fetch` uses proxies, by its variable or its option. */
export const usesProxies: boolean =
  process.env['NODE_USE_ENV_PROXY'] === '1' || [...process.execArgv, process.env['NODE_OPTIONS']].join(' ').includes('--use-env-proxy')

const lookupOutside: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, options, (error, found, family) => {
    const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address)
    const isInside = addresses.some(isInnerAddress)
    callback(isInside ? new InnerHostError(`${hostname} resolves to the network of this machine`) : error, found, family)
  })

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  // Since Node 22.15.
  ...defined({ zstd: 'createZstdDecompress' in zlib ? zlib.createZstdDecompress : undefined }),
}

/** Content encodings, in the order in which they were applied. */
function encodingsOf(headers: Headers): string[] {
  return (headers.get('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
}

/** A content encoding that cannot be decoded; undefined if there is none. */
export function unreadable(headers: Headers): string | undefined {
  return encodingsOf(headers).find((name) => !Object.hasOwn(DECODERS, name))
}

/** Decodes a body. Some hosts compress although the request does not ask for it. */
function decoded(stream: Readable, headers: Headers): Readable {
  if (unreadable(headers) !== undefined) return stream
  const decoders = encodingsOf(headers)
    .toReversed()
    .flatMap((name) => DECODERS[name]?.() ?? [])
  // An error is thrown by the read of the content.
  return decoders.reduce<Readable>((content, decoder) => pipeline(content, decoder, () => undefined), stream)
}
