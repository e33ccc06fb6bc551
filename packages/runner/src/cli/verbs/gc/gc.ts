import { MANIFEST_ARGUMENT } from '../../options/manifest-options.ts'
import type { Verb } from '../../verb.ts'

export const gc: Verb = {
  name: 'gc',
  group: 'results',
  summary: 'says what is kept for nothing in .shotlist, and removes it with --yes',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '-y, --yes', description: 'remove it' },
    { flags: '--json', description: 'write the list as JSON' },
  ],
  examples: [
    { command: 'shotlist gc', does: 'how much room old clips, half downloads and old runs take' },
    { command: 'shotlist gc --yes', does: 'gives it back' },
  ],
  run: async (context, args, options) => (await import('./collect-garbage.ts')).collectGarbage(context, args[0], options),
}
