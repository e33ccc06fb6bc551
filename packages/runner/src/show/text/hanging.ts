import { widthOf } from './width-of.ts'
import { wrap } from './wrap.ts'

/** Narrower than this, broken lines help nobody. */
const NARROWEST = 40

/**
 * A lead and the text behind it, broken at blanks where a terminal would break it in the middle of words; further lines stand below the
 * text's first.
 *
 * @param columns the terminal's width; absent where it is none: then nothing is broken
 */
export function hanging(lead: string, text: string, columns: number | undefined): string {
  const indent = widthOf(lead)
  if (columns === undefined || columns < NARROWEST || indent + widthOf(text) < columns) return lead + text
  return lead + wrap(text, columns - 1 - indent).join(`\n${' '.repeat(indent)}`)
}
