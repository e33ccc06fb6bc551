import { widthOf } from './width-of.ts'

const GAP = 2

/**
 * Rows without the columns that a terminal has no room for.
 *
 * @param columns the terminal's width; absent where it is none: then all stay
 * @param dispensable indexes of columns, that which goes first first
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
