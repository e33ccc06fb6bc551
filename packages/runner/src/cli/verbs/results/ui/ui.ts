import { FLEET_RECORDS_OPTIONS } from '../../../options/fleet-options.ts'
import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { PORT_OPTION } from '../../../options/review-options.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const ui: Verb = {
  name: 'ui',
  group: 'results',
  summary: 'serves the review page on this machine: watch runs, compare takes, pick',
  arguments: [MANIFEST_ARGUMENT],
  options: [PORT_OPTION, { flags: '--rehearsal', description: 'show the last rehearsal' }, ...FLEET_RECORDS_OPTIONS, ENV_FILE_OPTION],
  examples: [
    { command: 'shotlist ui', does: 'serves the page until Ctrl-C, and prints its address' },
    { command: 'shotlist ui --rehearsal', does: 'shows the clips of the last rehearsal' },
  ],
  run: async (context, args, options) => (await import('./serve-review.ts')).serveReview(context, args[0], options),
}
