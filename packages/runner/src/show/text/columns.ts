import { hanging, headOf, widthOf } from '@shotlist/codegen/text'

/** With less room than this, the last column is not wrapped. */
const NARROWEST_COLUMN = 20

type ColumnOptions = {
  /** Indexes of the columns that are aligned to the right. */
  readonly right?: readonly number[]
  readonly indent?: number
  /** The terminal's width, at which the last column is wrapped between words. Absent: lines have any length. */
  readonly columns?: number | undefined
}

/** Rows with their columns aligned, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[], { right = [], indent = 0, columns }: ColumnOptions = {}): string {
  const widths: number[] = []
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  const last = widths.length - 1
  const lead = widths.slice(0, last).reduce((sum, width) => sum + width + 2, indent)
  const isBroken = columns !== undefined && columns - lead >= NARROWEST_COLUMN && !right.includes(last)
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const gap = ' '.repeat((widths[index] ?? 0) - widthOf(cell))
      return right.includes(index) ? gap + cell : cell + gap
    })
    const before =
      ' '.repeat(indent) +
      cells
        .slice(0, last)
        .map((cell) => `${cell}  `)
        .join('')
    return isBroken && row.length > last ? hanging(before, row[last] ?? '', columns).trimEnd() : (before + (cells[last] ?? '')).trimEnd()
  })
  return lines.map((line) => `${line}\n`).join('')
}

// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const COLOURS = /(\u001B\[[0-9;]*m)/
const RESET = '\u001B[0m'

/** A line cut to a width, with its colours, and an ellipsis if it was cut. */
export function fit(line: string, width: number): string {
  if (widthOf(line) <= width) return line
  let fitting = ''
  // Every second part is a colour.
  for (const [index, part] of line.split(COLOURS).entries()) {
    const head = index % 2 === 1 ? part : headOf(part, width - 1 - widthOf(fitting))
    fitting += head
    if (head !== part) return `${fitting}…${index > 0 ? RESET : ''}`
  }
  return fitting
}

const GAP = 2

/**
 * Splits a table into several that fit the terminal, each with the first column of the whole.
 *
 * @param columns the terminal's width; undefined if it is not a terminal: the table is not split
 */
export function splitColumns(
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): readonly (readonly (readonly string[])[])[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))))
  if (columns === undefined || count < 2) return [rows]
  const first = widths[0] ?? 0
  const parts: number[][] = []
  let room = 0
  for (let index = 1; index < count; index += 1) {
    const needed = GAP + (widths[index] ?? 0)
    if (parts.length === 0 || needed > room) {
      parts.push([0])
      room = columns - first
    }
    parts.at(-1)?.push(index)
    room -= needed
  }
  return parts.map((part) => rows.map((row) => part.map((index) => row[index] ?? '')))
}

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
