import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import type { Verb } from '../../../verb.ts'

export const gc: Verb = {
  name: 'gc',
  group: 'results',
  summary: 'lists what in .shotlist is no longer needed, and removes it with --yes',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '-y, --yes', description: 'remove it' },
    { flags: '--json', description: 'write the list as JSON' },
  ],
  examples: [
    { command: 'shotlist gc', does: 'shows how much space old clips, partial downloads and old runs use' },
    { command: 'shotlist gc --yes', does: 'frees it' },
  ],
  run: async (context, args, options) => (await import('./collect-garbage.ts')).collectGarbage(context, args[0], options),
}
