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

const GAP = 2

/**
 * Removes columns until the rows fit the terminal.
 *
 * @param columns the terminal's width; undefined if it is not a terminal: all columns stay
 * @param dispensable indexes of the columns that may be removed, the first to go first
 */
export function narrow(
  rows: readonly (readonly string[])[],
  { columns, dispensable }: { readonly columns: number | undefined; readonly dispensable: readonly number[] },
): { readonly rows: readonly (readonly string[])[]; readonly gone: ReadonlySet<number> } {
  const gone = new Set<number>()
  const widths: number[] = []
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  for (const index of dispensable) {
    const width = widths.reduce((sum, each, at) => (gone.has(at) ? sum : sum + each + GAP), -GAP)
    if (columns === undefined || width < columns) break
    gone.add(index)
  }
  return { rows: rows.map((row) => row.filter((_, index) => !gone.has(index))), gone }
}

/** The width of a text on a terminal: colours count nothing, wide characters two. */
export function widthOf(text: string): number {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  const plain = text.replaceAll(/\u001B\[[0-9;]*m/g, '')
  let width = 0
  for (const character of plain)
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u.test(
      character,
    )
      ? 2
      : 1
  return width
}
