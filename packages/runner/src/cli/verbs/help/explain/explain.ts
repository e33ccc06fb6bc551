import type { Verb } from '../../../verb.ts'

export const explain: Verb = {
  name: 'explain',
  group: 'help',
  summary: 'explains an error code, and what to do about it',
  arguments: [
    { flags: '[code]', description: "the code in parentheses after a message, or a provider's own code; without it, all codes are listed" },
  ],
  options: [{ flags: '--json', description: 'write it as JSON' }],
  examples: [
    { command: 'shotlist explain output-collision', does: 'explains a mistake of a manifest' },
    { command: 'shotlist explain moderation', does: 'explains why a job failed' },
    { command: 'shotlist explain 500063', does: "explains a provider's own code" },
  ],
  run: async (context, args, options) => (await import('./explain-error.ts')).explainError(context, args[0], options),
}
