import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Dispatcher, request } from 'undici'
import { InnerHostError, isInnerAddress } from './inner-host.ts'

/** Connections to all hosts, and how they are asked. */
export type Pool = {
  readonly request: typeof request
  /** Hands a redirect on as the answer. */
  readonly direct: Dispatcher
  /** Goes where it is sent. */
  readonly following: Dispatcher
  /** Hands a redirect on, and connects to no address inside, whatever name leads there. */
  readonly outside: Dispatcher
}

/** As often as `fetch` does. */
export const MOST_REDIRECTS = 20

/** Opens the pool; through the proxies of the environment where Node is told to use them. Loaded late: most verbs send nothing. */
export async function openPool(): Promise<Pool> {
  const { Agent, EnvHttpProxyAgent, interceptors, request } = await import('undici')
  const direct = usesProxies ? new EnvHttpProxyAgent() : new Agent()
  // A proxy looks names up by itself, and may stand inside.
  const outside = usesProxies ? direct : new Agent({ connect: { lookup: lookupOutside } })
  return { request, direct, following: direct.compose(interceptors.redirect({ maxRedirections: MOST_REDIRECTS })), outside }
}

/** By the variable and the option of Node that do the same for `fetch`. */
export const usesProxies: boolean =
  process.env['NODE_USE_ENV_PROXY'] === '1' || [...process.execArgv, process.env['NODE_OPTIONS']].join(' ').includes('--use-env-proxy')

const lookupOutside: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, options, (error, found, family) => {
    const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address)
    const isInside = addresses.some(isInnerAddress)
    callback(isInside ? new InnerHostError(`${hostname} leads into the network of this machine`) : error, found, family)
  })
