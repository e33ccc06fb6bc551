import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { defined } from '@shotlist/codegen/defined'

/** An idle connection is given up before servers do: one that is closed as a request goes out leaves its outcome unknown. */
const IDLE_MS = 4000

/** A host that does not take the connection in this time does not get the request. */
const CONNECT_MS = 10_000

const HTTP = { request: requestHttp, agent: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }) }
const HTTPS = { request: requestHttps, agent: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }) }

type Sent = Pick<RequestOptions, 'method' | 'headers'> & { readonly body: string | undefined; readonly signal: AbortSignal | undefined }

/**
 * Sends a request to a provider's API, and resolves with the final answer. undici breaks the connection off when `100 Continue` comes before the
 * answer, which loses the answer to a paid request; Node's own client reads on (RFC 9110, section 15.2). Follows no redirect.
 */
export function directRequest(url: string, { body, signal, ...options }: Sent): Promise<IncomingMessage> {
  const { request, agent } = url.startsWith('https:') ? HTTPS : HTTP
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent, ...defined({ signal }) })
    sent.on('response', resolve)
    sent.on('error', reject)
    sent.on('socket', (socket) => {
      if (!socket.connecting) return
      const late = Object.assign(new Error(`no connection within ${CONNECT_MS} ms`), { code: 'ETIMEDOUT', syscall: 'connect' })
      const timer = setTimeout(() => sent.destroy(late), CONNECT_MS)
      const stop = (): void => clearTimeout(timer)
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', stop)
      socket.once('close', stop)
    })
    sent.end(body)
  })
}
