import type { Verb } from '../../verb.ts'

export const pick: Verb = {
  name: 'pick',
  group: 'render',
  summary: 'chooses the take of a job that goes on',
  arguments: [
    { flags: '[take]', description: 'as hero#2; without it, what is picked so far is listed' },
    { flags: '[manifest]', description: 'the manifest; default: shotlist.yaml' },
  ],
  options: [
    { flags: '--render <id>', description: 'only if the take is this render, by its task or key: as the review page says' },
    { flags: '--rehearsal', description: 'of the last rehearsal, and for rehearsals only' },
    { flags: '--json', description: 'list the picks as JSON' },
  ],
  examples: [
    { command: "shotlist pick 'hero#2'", does: 'the second take of hero goes on' },
    { command: 'shotlist pick --json', does: 'what is picked so far' },
  ],
  run: async (context, args, options) => (await import('./pick-take.ts')).pickTake(context, args, options),
}
