import { alignColumns, narrow } from '../../../../show/text/columns.ts'
import type { Paint } from '../../../../show/text/output.ts'

/** A column of a table of the plan, with everything that is particular to it. */
export type Column<Row> = {
  readonly title: string
  cell(row: Row): string
  /** The cell in the line of sums. */
  sum?(): string
  /** Whether the cells are aligned to the right. */
  readonly isRight?: boolean
  /** The order in which columns are removed if the terminal is too narrow, lowest first. Absent: the column stays. */
  readonly removal?: number
}

type TableOptions = {
  readonly paint: Paint
  /** The terminal's width; undefined if it is not a terminal. */
  readonly width: number | undefined
  /** Whether the table ends with a line of sums. */
  readonly hasSums?: boolean
}

/** A table as text: a line of titles, a line for each row, and perhaps a line of sums. */
export function tableText<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { paint, width, hasSums = false }: TableOptions,
): string {
  const dim = (text: string) => paint('dim', text)
  const lines = [
    columns.map(({ title }) => dim(title)),
    ...rows.map((row) => columns.map((column) => column.cell(row))),
    ...(hasSums ? [columns.map((column) => dim(column.sum?.() ?? ''))] : []),
  ]
  const removable = [...columns.entries()].filter(([, { removal }]) => removal !== undefined)
  const dispensable = removable.toSorted(([, a], [, b]) => (a.removal ?? 0) - (b.removal ?? 0)).map(([index]) => index)
  const { rows: fitting, gone } = narrow(lines, { columns: width, dispensable })
  const kept = columns.filter((_, index) => !gone.has(index))
  return alignColumns(fitting, { columns: width, right: kept.flatMap(({ isRight }, index) => (isRight === true ? [index] : [])) })
}
