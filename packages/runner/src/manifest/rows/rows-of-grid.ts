import type { Row, RowPlace } from './row.ts'

/** One line of a grid: its values, and its place. */
export type GridLine = { readonly cells: readonly unknown[]; readonly place: RowPlace }

type Options = {
  /** Whether the line of column names tells how many values a row must have. In a sheet, cells at the end of a row may be absent. */
  readonly isExact: boolean
  /** Reports a mistake in a cell, or in a whole line. */
  readonly note: (line: GridLine, column: number | undefined, message: string) => void
}

/** The rows of a grid whose first line with a value names the columns. Blank lines, and columns without a name or a value, are left out. */
export function rowsOfGrid(grid: readonly GridLine[], { isExact, note }: Options): readonly Row[] {
  const [head, ...lines] = grid.filter(({ cells }) => cells.some((cell) => !isBlank(cell)))
  if (head === undefined) return []
  const names = head.cells.map((cell) => (isBlank(cell) ? '' : String(cell).replaceAll(/\s+/g, ' ').trim()))
  const seen = new Map<string, number>()
  for (const [column, name] of names.entries()) {
    if (name === '') continue
    const first = seen.get(name)
    if (first === undefined) seen.set(name, column)
    else note(head, column, `two columns have the name \`${name}\``)
  }
  const width = names.findLastIndex((name) => name !== '') + 1
  const nameless = new Set<number>()
  return lines.map((line) => {
    const { cells, place } = line
    const length = cells.findLastIndex((cell) => !isBlank(cell)) + 1
    if (isExact && (length > width || cells.length < width)) {
      const count = length > width ? length : cells.length
      note(line, undefined, `this row has ${count} ${count === 1 ? 'value' : 'values'}, and the first line has ${width} columns`)
    } else {
      for (let column = 0; column < length; column += 1) {
        if ((names[column] ?? '') !== '' || nameless.has(column) || isBlank(cells[column])) continue
        nameless.add(column)
        note(line, column, 'this value is in a column that has no name')
      }
    }
    return { values: Object.fromEntries([...seen].map(([name, column]) => [name, cells[column] ?? ''])), place }
  })
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}
