import { createHash } from 'node:crypto'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { Row } from '../../manifest/rows/row.ts'

/** Columns that name a row, by custom, in the order they are tried. */
const customary = ['id', 'key', 'sku', 'slug', 'name', 'title']

/** The column whose values name the rows: each row has one, and no two the same. */
export function findKeyColumn(rows: readonly Row[]): string | undefined {
  const columns = Object.keys(rows[0]?.values ?? {})
  const byName = new Map(columns.map((column) => [column.toLowerCase(), column]))
  return customary.map((name) => byName.get(name)).find((column) => column !== undefined && isUnique(rows, column))
}

function isUnique(rows: readonly Row[], column: string): boolean {
  const seen = new Set<string>()
  for (const { values } of rows) {
    const name = keyOf(values, column)
    if (name === undefined || seen.has(name)) return false
    seen.add(name)
  }
  return true
}

/** The name a column gives a row. */
export function keyOf(values: Row['values'], column: string): string | undefined {
  const value = Object.hasOwn(values, column) ? values[column] : undefined
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

/** Rows without a name of their own are known by what they say: moving them about changes nothing. */
export function contentKey(values: Row['values']): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex').slice(0, 10)
}
