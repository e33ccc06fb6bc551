import type { OutputRule } from '../contract/index.ts'
import { DownloadError } from '../errors/download-error.ts'
import { publicUrl } from '../http/mask.ts'
import type { FetchLike, ResponseLike } from '../http/send-and-read.ts'
import { openTimeScope } from '../http/time-scope.ts'
import { addCredentials } from '../requests/add-credentials.ts'
import { ownHosts } from '../requests/provider-address.ts'
import { type ClientContext, operationOf, taskRulesOf } from './context.ts'

/** The limit of the `fetch` standard. */
const MAX_REDIRECTS = 20

/** The rule of an output of an operation, or of a kind of task. */
function outputRule(context: ClientContext, kind: string, output: string): OutputRule | undefined {
  const { starts, task, outputs } = Object.hasOwn(context.operations, kind) ? operationOf(context, kind) : { starts: kind }
  const rules = starts === undefined && task === undefined ? outputs : taskRulesOf(context, kind).outputs
  return rules?.[output]
}

/**
 * Makes the `fetch` for the file of an output. It adds the headers that the document names for the output and, if the file needs it, the API key.
 * The key, and the headers of every request, go only to the provider's own hosts. A redirect to another host is followed without any of them.
 */
export function outputFetch(context: ClientContext, kind: string, output: string, fetch: FetchLike): FetchLike {
  const { auth, headers: ofOutput } = outputRule(context, kind, output) ?? {}
  const { table, baseUrl } = context
  if (auth !== true && ofOutput === undefined && table.headers === undefined) return fetch
  const own = ownHosts({ baseUrl, hosts: table.hosts })
  const send = async ({ href: url, host }: URL, init: RequestInit): Promise<ResponseLike> => {
    const apiKey = auth === true && own.has(host) ? await apiKeyFor(context, init.signal) : undefined
    const headers = { ...(own.has(host) ? table.headers : {}), ...ofOutput, ...Object.fromEntries(new Headers(init.headers)) }
    const request = { operation: 'download', method: 'GET', url, headers }
    const sent = addCredentials(request, { auth: table.auth }, { apiKey, idempotencyKey: undefined })
    const response = await fetch(sent.url, { ...init, headers: sent.headers, redirect: 'manual' })
    if (apiKey !== undefined) context.noteTime(response.headers.get('date'))
    return response
  }
  return async (url, init) => {
    let at = new URL(url)
    for (let hops = 0; ; hops += 1) {
      if (!own.has(at.host) && (hops > 0 || (auth !== true && ofOutput === undefined))) return fetch(at.href, init)
      const response = await send(at, init)
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
      if (location === null || hops >= MAX_REDIRECTS) return response
      await response.body?.getReader().cancel()
      const next = new URL(location, at)
      if (at.protocol === 'https:' && next.protocol !== 'https:')
        throw new DownloadError(`${at.host} redirects to ${next.host} without TLS`, { url: publicUrl(at.href) })
      at = next
    }
  }
}

async function apiKeyFor(
  { credentialsWithin, clock, signal: clients }: ClientContext,
  signal: RequestInit['signal'],
): Promise<string | undefined> {
  const scope = openTimeScope({ signals: [clients, signal ?? undefined], timeoutMs: Number.POSITIVE_INFINITY, clock })
  try {
    return (await credentialsWithin(scope, 'download')).apiKey
  } finally {
    scope.close()
  }
}
