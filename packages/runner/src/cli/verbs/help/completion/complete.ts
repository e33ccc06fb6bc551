import type { Verb } from '../../../verb.ts'

/** The verb that the scripts of `completion` call. */
export const complete: Verb = {
  name: 'complete',
  group: 'help',
  summary: 'lists the words that can complete a command line, one per line',
  arguments: [{ flags: '[words...]', description: 'the words so far, the last one incomplete' }],
  isHidden: true,
  passThrough: true,
  run: async (context, args) => (await import('./complete-words.ts')).completeWords(context, args),
}
