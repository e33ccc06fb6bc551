import type { Verb } from '../../verb.ts'

export const init: Verb = {
  name: 'init',
  group: 'begin',
  summary: 'writes a first manifest, which rehearses and runs as it stands',
  arguments: [{ flags: '[manifest]', description: 'the file to write; default: shotlist.yaml' }],
  options: [
    { flags: '--provider <id>', description: 'who renders: pixverse, acedata or 302ai; default: the one whose key is set, or pixverse' },
    { flags: '--prompt <text>', description: 'what the clips show' },
    { flags: '-y, --yes', description: 'ask nothing' },
  ],
  examples: [
    { command: 'shotlist init', does: 'asks what to show and who renders it, and writes shotlist.yaml' },
    { command: 'shotlist init --yes', does: 'asks nothing' },
    { command: 'shotlist init spring.yaml --provider 302ai --prompt "a paper boat"', does: 'another file, another provider' },
  ],
  run: async (context, args, options) => (await import('./init-project.ts')).initProject(context, args[0], options),
}
