import type { IncomingMessage } from 'node:http'

const HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/

/**
 * Whether a request comes from the page itself. Other sites that a browser shows may send requests to this machine too; they are told by
 * the origin they must name, and by the host they asked for when they pointed a name of theirs here.
 */
export function isOurs({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers
  return HOST.test(host) && (origin === undefined || origin === `http://${host}`)
}
