/** One row of figures by column. */
export type Row = Readonly<Record<string, string | number>>

/** One measurement: a table that `pnpm bench` prints. Figures are never asserted, because machines differ. */
export type Section = { readonly title: string; readonly measure: () => Promise<readonly Row[]> }

function text(value: string | number | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('en') : (value ?? '')
}

/** Prints a table with its columns aligned. */
export function printTable(title: string, rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => text(row[column])))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  console.log(`\n${title}`)
  for (const line of lines) {
    const cells = line.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    console.log(`  ${cells.join('  ')}`)
  }
}
