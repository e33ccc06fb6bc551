import { MANIFEST_ARGUMENT } from '../../../options/manifest-options.ts'
import { ALLOW_HOST_OPTION } from '../../../options/named-hosts.ts'
import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const doctor: Verb = {
  name: 'doctor',
  group: 'help',
  summary: 'checks this machine, the keys, the network and the state folder; submits nothing',
  arguments: [MANIFEST_ARGUMENT],
  options: [
    { flags: '--online', description: 'also prove each key, and the artifact store, with a request that costs nothing' },
    ALLOW_HOST_OPTION,
    ENV_FILE_OPTION,
    { flags: '--json', description: 'write the checks as JSON' },
  ],
  examples: [
    { command: 'shotlist doctor', does: 'lists what is ready, and what to do about the rest' },
    { command: 'shotlist doctor --online', does: 'also asks each provider for the balance, which proves the key' },
  ],
  run: async (context, args, options) => (await import('./diagnose.ts')).diagnose(context, args[0], options),
}
