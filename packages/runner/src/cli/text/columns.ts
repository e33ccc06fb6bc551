/** How wide a text is on a terminal: without what only colours it, and with wide characters counted as two. */
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

/** Rows with their columns aligned, two blanks apart. `right` are the columns, from 0, that are aligned to the right. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { right = [], indent = 0 }: { right?: readonly number[]; indent?: number } = {},
): string {
  const widths: number[] = []
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const gap = ' '.repeat((widths[index] ?? 0) - widthOf(cell))
      return right.includes(index) ? gap + cell : cell + gap
    })
    return (' '.repeat(indent) + cells.join('  ')).trimEnd()
  })
  return lines.map((line) => `${line}\n`).join('')
}
