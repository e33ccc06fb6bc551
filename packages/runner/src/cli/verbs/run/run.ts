import { EXIT } from '../../exit-status.ts'
import { manifestArgument } from '../../options/default-manifest.ts'
import { allowHostOption } from '../../options/named-hosts.ts'
import { uiOptions } from '../../options/review-options.ts'
import { runOptions } from '../../options/run-settings.ts'
import { webhookOptions } from '../../options/webhook-options.ts'
import { withoutStoreOption } from '../../options/without-store.ts'
import { reportOptions } from '../../reporters.ts'
import type { Verb } from '../../verb.ts'

export const run: Verb = {
  name: 'run',
  summary: 'renders what the manifest asks for; goes on where the last run stopped',
  arguments: [manifestArgument],
  options: [...runOptions, withoutStoreOption, allowHostOption, ...webhookOptions, ...uiOptions, ...reportOptions],
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
