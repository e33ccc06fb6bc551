import type { Verb } from '../../verb.ts'

/** What the scripts of `completion` ask. */
export const complete: Verb = {
  name: 'complete',
  group: 'help',
  summary: 'lists what may follow the words of a command line, one a line',
  arguments: [{ flags: '[words...]', description: 'the words so far; the last one is being typed' }],
  isHidden: true,
  passThrough: true,
  run: async (context, args) => (await import('./complete-words.ts')).completeWords(context, args),
}
