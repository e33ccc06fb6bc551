import type { Verb } from '../../../verb.ts'

export const completion: Verb = {
  name: 'completion',
  group: 'help',
  summary: 'prints a script for your shell that completes verbs, options, jobs, tags, operations and fields',
  arguments: [{ flags: '<shell>', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    { command: 'source <(shotlist completion bash)', does: 'in ~/.bashrc' },
    { command: 'source <(shotlist completion zsh)', does: 'in ~/.zshrc, after compinit' },
    { command: 'shotlist completion fish > ~/.config/fish/completions/shotlist.fish', does: 'once' },
  ],
  run: async (context, args) => (await import('./print-script.ts')).printScript(context, args[0] ?? ''),
}
