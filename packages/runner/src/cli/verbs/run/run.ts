import { UsageError } from '../../../errors/input-errors.ts'
import { EXIT } from '../../exit-status.ts'
import { MANIFEST_ARGUMENT, WITHOUT_STORE_OPTION } from '../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../options/named-hosts.ts'
import { UI_OPTIONS } from '../../options/review-options.ts'
import { runOptions } from '../../options/run-settings.ts'
import { REPORT_OPTIONS } from '../../reporters.ts'
import type { Verb, VerbOption } from '../../verb.ts'

/** Options of a run that takes deliveries. */
const WEBHOOK_OPTIONS: readonly VerbOption[] = [
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

export const run: Verb = {
  name: 'run',
  group: 'render',
  summary: 'renders what the manifest asks for; goes on where the last run stopped',
  arguments: [MANIFEST_ARGUMENT],
  options: [...runOptions, WITHOUT_STORE_OPTION, ALLOW_HOST_OPTION, ...WEBHOOK_OPTIONS, ...UI_OPTIONS, ...REPORT_OPTIONS],
  examples: [
    { command: 'shotlist run', does: 'renders shotlist.yaml' },
    { command: "shotlist run --only 'social*' --budget 10", does: 'some jobs, for ten dollars at the most' },
    { command: 'shotlist run --frozen', does: 'in CI: fails if anything is not rendered yet' },
  ],
  // Loaded when it runs: help needs neither the journal nor the clients, and a manifest of which nothing has changed is not read.
  run: async (context, args, options) => {
    const { runUnchanged } = await import('./run-unchanged.ts')
    if (await runUnchanged(context, args[0], options)) return EXIT.done
    const { runManifest } = await import('./run-manifest.ts')
    return runManifest(context, args[0], options)
  },
}
