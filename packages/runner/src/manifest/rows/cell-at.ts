import { extname } from 'node:path'
import { parse } from 'csv-parse/sync'
import { delimiterOf } from './delimiter.ts'

/** The row and column in which a CSV text ends, for messages: ``row 3, column 2 (`tagline`)``; undefined for other files. */
export function cellAt(before: string, file: string): string | undefined {
  const extension = extname(file).toLowerCase()
  if (extension !== '.csv' && extension !== '.tsv') return undefined
  const found = extension === '.tsv' ? '\t' : delimiterOf(before)
  // The cell may end inside quotes.
  const whole = (before.match(/"/g)?.length ?? 0) % 2 === 1 ? `${before}"` : `${before}x`
  try {
    const records = parse(whole, {
      delimiter: typeof found === 'string' ? found : ',',
      relax_quotes: true,
      relax_column_count: true,
    }) as unknown as readonly (readonly string[])[]
    const column = records.at(-1)?.length ?? 1
    const name = records.length > 1 ? records[0]?.[column - 1]?.trim() : undefined
    return `row ${records.length}, column ${column}${name === undefined || name === '' ? '' : ` (\`${name}\`)`}`
  } catch {
    return undefined
  }
}
