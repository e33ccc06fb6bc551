import { UsageError } from '../../errors/usage-error.ts'
import type { VerbOption } from '../verb.ts'

/** Options of a run that takes deliveries. */
export const webhookOptions: readonly VerbOption[] = [
  {
    flags: '--webhook-port <number>',
    description: 'take webhooks at this port while it runs, and do not poll for what they announce',
    parse: parsePort,
  },
  {
    flags: '--webhook-host <address>',
    description:
      'address to take them at, where a proxy or the provider comes from outside: 0.0.0.0 is all of this machine (default: 127.0.0.1)',
  },
  {
    flags: '--webhook-url <url>',
    description: 'where that port can be reached from outside; told to providers that take a URL with each request',
    parse: parseUrl,
  },
]

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port > 0 && port < 65_536) return port
  throw new UsageError(`--webhook-port takes a number from 1 to 65535, not ${text}`)
}

/** Without a slash at its end. */
function parseUrl(text: string): string {
  const url = URL.parse(text)
  const isBase = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
  if (isBase) return url.href.replace(/\/+$/, '')
  throw new UsageError(`--webhook-url takes a URL without query, as https://hooks.example.com/shotlist, not ${text}`)
}
