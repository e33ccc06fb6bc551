import { widthOf } from './width.ts'

/** A text broken between words so that its lines are at most `width` wide; line ends of the text count as blanks, empty lines stay. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const paragraph of text.trim().split(/\n\s*\n/)) {
    if (lines.length > 0) lines.push('')
    lines.push(...wrapParagraph(paragraph, width))
  }
  return lines
}

function wrapParagraph(paragraph: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

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
