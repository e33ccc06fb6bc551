import { manifestArgument, selectionOptions } from '../../options/manifest-options.ts'
import { allowHostOption } from '../../options/named-hosts.ts'
import { reportOptions } from '../../reporters.ts'
import type { Verb } from '../../verb.ts'

export const pull: Verb = {
  name: 'pull',
  group: 'results',
  summary: 'brings the files of the lockfile back, and pays nothing',
  arguments: [manifestArgument],
  options: [
    ...selectionOptions,
    { flags: '--overwrite', description: 'replace files that Shotlist did not write; they are kept as NAME.kept' },
    allowHostOption,
    ...reportOptions,
  ],
  examples: [
    { command: 'shotlist pull', does: "after a clone: every clip, from the artifact store or the provider's own result" },
    { command: "shotlist pull --only 'social*'", does: 'some of them' },
  ],
  run: async (context, args, options) => (await import('./pull-files.ts')).pullFiles(context, args[0], options),
}
