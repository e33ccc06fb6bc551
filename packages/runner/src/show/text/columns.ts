import { hanging } from './hanging.ts'
import { widthOf } from './width-of.ts'

/** With less room than this, the last column is left to the terminal to break. */
const NARROWEST_COLUMN = 20

type ColumnOptions = {
  /** The columns, from 0, that are aligned to the right. */
  readonly right?: readonly number[]
  readonly indent?: number
  /** The terminal's width: what stands in the last column is broken between words, and goes on below itself. Absent: lines are of any length. */
  readonly columns?: number | undefined
}

/** Rows with their columns aligned, two blanks apart. */
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
