import { createHash } from 'node:crypto'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Foreach } from '../../manifest/manifest.ts'
import { type Row, type RowPlace, rowText } from '../../manifest/rows/row.ts'

/** A row with the name that identifies its clip. */
export type NamedRow = Row & { readonly key: string }

/** Names the rows: by the column in `key`, otherwise by a usual column such as `id`, otherwise by their content. Never by position. */
export function nameRows(
  rows: readonly Row[],
  { foreach, file, issues }: { foreach: Foreach; file: string; issues: IssueList },
): readonly NamedRow[] {
  const given = foreach.key
  const columns = Object.keys(rows[0]?.values ?? {})
  if (given !== undefined && rows.length > 0 && !columns.includes(given.text)) {
    const suggestion = suggest(given.text, columns)
    issues.add(given.place, {
      code: 'unknown-name',
      message: `\`${file}\` has no column \`${given.text}\``,
      hint: `It has: ${columns.join(', ')}.`,
      ...defined({ suggestion }),
    })
    return []
  }
  const column = given?.text ?? findKeyColumn(rows)
  const seen = new Map<string, RowPlace>()
  const named: NamedRow[] = []
  for (const row of rows) {
    const key = column === undefined ? contentKey(row.values) : keyOf(row.values, column)
    const first = key === undefined ? undefined : seen.get(key)
    if (key === undefined)
      issues.add(given?.place ?? foreach.file, {
        code: 'bad-table',
        message: `${rowText(row.place)} has no \`${column}\`, which names the row`,
      })
    else if (first !== undefined && column !== undefined)
      issues.add(given?.place ?? foreach.file, {
        code: 'duplicate-value',
        message: `${rowText(row.place)} has the same \`${column}\` as ${first.unit} ${first.number}: ${key}`,
      })
    else if (first !== undefined)
      issues.add(foreach.file, {
        code: 'duplicate-value',
        message: `${rowText(row.place)} is the same row as ${first.unit} ${first.number}`,
        hint: 'Remove one, or give the rows an `id`. `takes` renders a clip several times.',
      })
    else {
      seen.set(key, row.place)
      named.push({ key, ...row })
    }
  }
  return named
}

/** Columns that usually name a row, in the order in which they are tried. */
const USUAL_KEYS = ['id', 'key', 'sku', 'slug', 'name', 'title']

/** The first usual column that has a value in every row, and no value twice. */
function findKeyColumn(rows: readonly Row[]): string | undefined {
  const columns = Object.keys(rows[0]?.values ?? {})
  const byName = new Map(columns.map((column) => [column.toLowerCase(), column]))
  return USUAL_KEYS.map((name) => byName.get(name)).find((column) => column !== undefined && isUnique(rows, column))
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

/** The value of a column as a name; undefined if it is empty or not a scalar. */
function keyOf(values: Row['values'], column: string): string | undefined {
  const value = Object.hasOwn(values, column) ? values[column] : undefined
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

/** A name made of a row's content, for rows without a key column: their order does not matter. */
function contentKey(values: Row['values']): string {
  return createHash('sha256').update(canonicalJson(values)).digest('hex').slice(0, 10)
}
