import type { Dispatcher, request } from 'undici'

/** Connections to all hosts, and how they are asked. */
export type Pool = {
  readonly request: typeof request
  /** Hands a redirect on as the answer. */
  readonly direct: Dispatcher
  /** Goes where it is sent. */
  readonly following: Dispatcher
}

/** As often as `fetch` does. */
const MOST_REDIRECTS = 20

/** Opens the pool; through the proxies of the environment where Node is told to use them. Loaded late: most verbs send nothing. */
export async function openPool(): Promise<Pool> {
  const { Agent, EnvHttpProxyAgent, interceptors, request } = await import('undici')
  const direct = usesProxies() ? new EnvHttpProxyAgent() : new Agent()
  return { request, direct, following: direct.compose(interceptors.redirect({ maxRedirections: MOST_REDIRECTS })) }
}

/** By the variable and the option of Node that do the same for `fetch`. */
export const usesProxies = (): boolean =>
  process.env['NODE_USE_ENV_PROXY'] === '1' || [...process.execArgv, process.env['NODE_OPTIONS']].join(' ').includes('--use-env-proxy')
