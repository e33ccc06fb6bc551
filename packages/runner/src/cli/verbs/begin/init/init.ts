import { ENV_FILE_OPTION } from '../../../project/env-file.ts'
import type { Verb } from '../../../verb.ts'

export const init: Verb = {
  name: 'init',
  group: 'begin',
  summary: 'writes a first manifest that you can rehearse and run unchanged',
  arguments: [{ flags: '[manifest]', description: 'the file to write; default: shotlist.yaml' }],
  options: [
    { flags: '--provider <id>', description: 'pixverse, acedata or 302ai; default: the one whose key is set, otherwise pixverse' },
    { flags: '--prompt <text>', description: 'what the clips should show' },
    ENV_FILE_OPTION,
    { flags: '-y, --yes', description: 'do not ask' },
  ],
  examples: [
    { command: 'shotlist init', does: 'asks for a subject and a provider, and writes shotlist.yaml' },
    { command: 'shotlist init --yes', does: 'writes it without questions' },
    { command: 'shotlist init spring.yaml --provider 302ai --prompt "a paper boat"', does: 'writes another file, for another provider' },
  ],
  run: async (context, args, options) => (await import('./init-project.ts')).initProject(context, args[0], options),
}
