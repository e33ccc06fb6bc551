import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import type { Verb } from '../../../verb.ts'

export const verify: Verb = {
  name: 'verify',
  group: 'results',
  summary: 'compares the outputs with the lockfile, by sha256',
  arguments: [MANIFEST_ARGUMENT],
  options: [{ flags: '--json', description: 'write the result as JSON' }],
  examples: [{ command: 'shotlist verify', does: 'fails if a clip is missing or was changed' }],
  run: async (context, args, options) => (await import('./verify-outputs.ts')).verifyOutputs(context, args[0], options),
}
