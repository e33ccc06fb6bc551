import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { defined } from '@shotlist/codegen/defined'

/** Closes an idle connection before servers do: if the server closes it as a request is sent, the outcome is unknown. */
const IDLE_MS = 4000

/** Time to connect, after which the request is not sent. */
const CONNECT_MS = 10_000

const HTTP = { request: requestHttp, agent: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }) }
const HTTPS = { request: requestHttps, agent: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }) }

type Sent = Pick<RequestOptions, 'method' | 'headers'> & { readonly body: string | undefined; readonly signal: AbortSignal | undefined }

/**
 * Sends a request to a provider's API and resolves with the final response. Uses Node's own client, because undici closes the connection if
 * `100 Continue` comes before the response (RFC 9110, section 15.2), and the response to a paid request would be lost. Follows no
 * redirects.
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
