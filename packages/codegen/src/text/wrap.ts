import { widthOf } from './width.ts'

/** Wraps a text between words into lines of at most `width` characters; single line breaks become spaces, empty lines stay. */
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

/** On a narrower terminal, lines are not wrapped. */
const NARROWEST = 40

/**
 * A lead and a text, wrapped between words; further lines are indented to the beginning of the text.
 *
 * @param columns the terminal's width; undefined if it is not a terminal: nothing is wrapped
 */
export function hanging(lead: string, text: string, columns: number | undefined): string {
  const indent = widthOf(lead)
  if (columns === undefined || columns < NARROWEST || indent + widthOf(text) < columns) return lead + text
  return lead + wrap(text, columns - 1 - indent).join(`\n${' '.repeat(indent)}`)
}
