import { visible } from '../../../show/text/visible.ts'
import { EXIT } from '../../exit-status.ts'
import type { VerbContext } from '../../verb.ts'
import { VERBS } from '../../verbs.ts'
import { candidates } from './candidates.ts'
import { projectNames } from './project-names.ts'

/** `shotlist complete`: what may stand where the last word is typed, as far as it begins with what is typed so far. */
export async function completeWords(context: VerbContext, words: readonly string[]): Promise<number> {
  const typed = words.at(-1) ?? ''
  const verbs = await Promise.all(Object.values(VERBS).map((load) => load()))
  const found = await candidates(words, { verbs: verbs.filter(({ isHidden }) => isHidden !== true), names: projectNames(context) })
  // Each is a line for the shell, which shows it: a name that is not one visible line is none to type.
  for (const candidate of new Set(found))
    if (candidate.startsWith(typed) && candidate === visible(candidate)) context.stdout.write(`${candidate}\n`)
  return EXIT.done
}
