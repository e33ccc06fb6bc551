import { widthOf } from './width-of.ts'

const GAP = 2

/**
 * A table as several that a terminal has room for, each with the first column of the whole.
 *
 * @param columns characters there is room for; absent where it is no terminal: then the table stays whole
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
