import { FLEET_OPTIONS } from '../../../options/fleet-options.ts'
import { MANIFEST_ARGUMENT, SELECTION_OPTIONS } from '../../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import { REPORT_OPTIONS } from '../../../reporters.ts'
import type { Verb } from '../../../verb.ts'

export const pull: Verb = {
  name: 'pull',
  group: 'results',
  summary: 'downloads the files that the lockfile lists; pays nothing',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    ...SELECTION_OPTIONS,
    { flags: '--overwrite', description: 'replace files that Shotlist did not write, and keep them as NAME.kept' },
    ...FLEET_OPTIONS,
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    ...REPORT_OPTIONS,
  ],
  examples: [
    { command: 'shotlist pull', does: 'after a clone: downloads every clip from the artifact store or the provider' },
    { command: "shotlist pull --only 'social*'", does: 'downloads some of them' },
  ],
  run: async (context, args, options) => (await import('./pull-files.ts')).pullFiles(context, args[0], options),
}
