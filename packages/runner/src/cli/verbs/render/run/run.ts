import { UsageError } from '../../../../errors/input-errors.ts'
import { EXIT } from '../../../exit-status.ts'
import { FLEET_OPTIONS } from '../../../options/fleet-options.ts'
import { MANIFEST_ARGUMENT, WITHOUT_STORE_OPTION } from '../../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { UI_OPTIONS } from '../../../options/review-options.ts'
import { runOptions } from '../../../options/run-settings.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import { REPORT_OPTIONS } from '../../../reporters.ts'
import type { Verb, VerbOption } from '../../../verb.ts'

/** Options for a run that receives webhooks. */
const WEBHOOK_OPTIONS: readonly VerbOption[] = [
  {
    flags: '--webhook-port <number>',
    description: 'receive webhooks on this port during the run, and do not poll the tasks that they report',
    parse: parsePort,
  },
  {
    flags: '--webhook-host <address>',
    description: 'address to listen on for webhooks; 0.0.0.0 accepts connections from other machines; default: 127.0.0.1',
  },
  {
    flags: '--webhook-url <url>',
    description: 'public URL of that port, sent to providers that accept one with each request',
    parse: parseUrl,
  },
]

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port > 0 && port < 65_536) return port
  throw new UsageError(`--webhook-port needs a number from 1 to 65535, not ${text}`)
}

/** Parses the URL and removes a slash at its end. */
function parseUrl(text: string): string {
  const url = URL.parse(text)
  const isBase = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
  if (isBase) return url.href.replace(/\/+$/, '')
  throw new UsageError(`--webhook-url needs a URL without query, for example https://hooks.example.com/shotlist, not ${text}`)
}

export const run: Verb = {
  name: 'run',
  group: 'render',
  summary: 'renders the clips of the manifest; continues where the last run stopped',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    ...runOptions,
    ...FLEET_OPTIONS,
    WITHOUT_STORE_OPTION,
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    ...WEBHOOK_OPTIONS,
    ...UI_OPTIONS,
    ...REPORT_OPTIONS,
  ],
  examples: [
    { command: 'shotlist run', does: 'renders shotlist.yaml' },
    { command: "shotlist run --only 'social*' --budget 10", does: 'renders some jobs, for at most ten dollars' },
    { command: 'shotlist run --frozen', does: 'fails if anything is not rendered yet, for CI' },
  ],
  // Loaded only when it runs: help needs no journal and no clients, and an unchanged manifest is not read.
  run: async (context, args, options) => {
    const { runUnchanged } = await import('./run-unchanged.ts')
    if (await runUnchanged(context, args[0], options)) return EXIT.done
    const { runManifest } = await import('./run-manifest.ts')
    return runManifest(context, args[0], options)
  },
}
