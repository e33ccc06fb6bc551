import { MANIFEST_ARGUMENT } from '../../options/manifest-options.ts'
import type { Verb } from '../../verb.ts'

export const status: Verb = {
  name: 'status',
  group: 'render',
  summary: 'shows the last or current run, job by job',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '--rehearsal', description: 'show the last rehearsal' },
    { flags: '--json', description: 'write it as JSON, with every submission and its key' },
  ],
  examples: [
    { command: 'shotlist status', does: 'shows what is done, in flight or failed, and why' },
    { command: 'shotlist status --json', does: 'writes the same for programs' },
  ],
  run: async (context, args, options) => (await import('./show-status.ts')).showStatus(context, args[0], options),
}
