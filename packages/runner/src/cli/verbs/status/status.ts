import { MANIFEST_ARGUMENT } from '../../options/manifest-options.ts'
import type { Verb } from '../../verb.ts'

export const status: Verb = {
  name: 'status',
  group: 'render',
  summary: 'the last or the current run, job by job',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '--rehearsal', description: 'of the rehearsal' },
    { flags: '--json', description: 'write it as JSON, with every submission and its key' },
  ],
  examples: [
    { command: 'shotlist status', does: 'what is done, what is under way, what failed and why' },
    { command: 'shotlist status --json', does: 'for other programs' },
  ],
  run: async (context, args, options) => (await import('./show-status.ts')).showStatus(context, args[0], options),
}
