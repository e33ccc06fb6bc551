import { hanging, widthOf } from './wrap.ts'

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
const PARTS = /\u001B\[[0-9;]*m|[\s\S]/gu
const RESET = '\u001B[0m'

/** A line cut to a width, with its colours, and an ellipsis if it was cut. */
export function fit(line: string, width: number): string {
  if (line.length <= width || widthOf(line) <= width) return line
  let fitting = ''
  let room = width - 1
  let isPainted = false
  for (const [part] of line.matchAll(PARTS)) {
    if (part.startsWith('\u001B')) isPainted = true
    else {
      const needed = widthOf(part)
      if (needed > room) break
      room -= needed
    }
    fitting += part
  }
  return `${fitting}…${isPainted ? RESET : ''}`
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
