import type { Verb } from '../../verb.ts'

export const explain: Verb = {
  name: 'explain',
  group: 'help',
  summary: 'what an error code means, and what to do about it',
  arguments: [
    { flags: '[code]', description: "as messages show it in parentheses, or a provider's own; without it, all codes are listed" },
  ],
  options: [{ flags: '--json', description: 'write it as JSON' }],
  examples: [
    { command: 'shotlist explain output-collision', does: 'a mistake of a manifest' },
    { command: 'shotlist explain moderation', does: 'why a job failed' },
    { command: 'shotlist explain 500063', does: "a provider's own code" },
  ],
  run: async (context, args, options) => (await import('./explain-error.ts')).explainError(context, args[0], options),
}
