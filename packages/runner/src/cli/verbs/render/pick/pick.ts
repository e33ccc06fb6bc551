import { FLEET_RECORDS_OPTIONS } from '../../../options/fleet-options.ts'
import type { Verb } from '../../../verb.ts'

export const pick: Verb = {
  name: 'pick',
  group: 'render',
  summary: 'picks the take of a job that later jobs use',
  arguments: [
    { flags: '[take]', description: 'for example hero#2; without it, the picks are listed' },
    { flags: '[manifest]', description: 'the manifest; default: shotlist.yaml' },
  ],
  options: [
    { flags: '--render <id>', description: 'only if the take is this render, named by its task or key, as on the review page' },
    { flags: '--rehearsal', description: 'pick a take of the last rehearsal, for rehearsals only' },
    ...FLEET_RECORDS_OPTIONS,
    { flags: '--json', description: 'list the picks as JSON' },
  ],
  examples: [
    { command: "shotlist pick 'hero#2'", does: 'picks the second take of hero' },
    { command: 'shotlist pick --json', does: 'lists the picks' },
  ],
  run: async (context, args, options) => (await import('./pick-take.ts')).pickTake(context, args, options),
}
