import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Foreach } from '../../manifest/manifest.ts'
import type { Row } from '../../manifest/rows/row.ts'
import { contentKey, findKeyColumn, keyOf } from './row-key.ts'

/** A row with the name its clip is known by. */
export type NamedRow = { readonly key: string; readonly values: Row['values'] }

/** Names the rows: by the column told, by a column that custom makes a name, or by their content. Never by position. */
export function nameRows(
  rows: readonly Row[],
  { foreach, file, issues }: { foreach: Foreach; file: string; issues: IssueList },
): readonly NamedRow[] {
  const told = foreach.key
  const columns = Object.keys(rows[0]?.values ?? {})
  if (told !== undefined && rows.length > 0 && !columns.includes(told.text)) {
    const suggestion = suggest(told.text, columns)
    issues.add(told.place, {
      code: 'unknown-name',
      message: `\`${file}\` has no column \`${told.text}\``,
      hint: `It has: ${columns.join(', ')}.`,
      ...(suggestion === undefined ? {} : { suggestion }),
    })
    return []
  }
  const column = told?.text ?? findKeyColumn(rows)
  const seen = new Map<string, number>()
  const named: NamedRow[] = []
  for (const row of rows) {
    const key = column === undefined ? contentKey(row.values) : keyOf(row.values, column)
    const first = key === undefined ? undefined : seen.get(key)
    if (key === undefined)
      issues.add(told?.place ?? foreach.file, {
        code: 'bad-table',
        message: `${file}:${row.line} has no \`${column}\`, which names the row`,
      })
    else if (first !== undefined && column !== undefined)
      issues.add(told?.place ?? foreach.file, {
        code: 'duplicate-value',
        message: `${file}:${row.line} has the same \`${column}\` as line ${first}: ${key}`,
      })
    else if (first !== undefined)
      issues.add(foreach.file, {
        code: 'duplicate-value',
        message: `${file}:${row.line} is the same row as line ${first}`,
        hint: 'Remove one, or give the rows an `id`. `takes` renders a clip several times.',
      })
    else {
      seen.set(key, row.line)
      named.push({ key, values: row.values })
    }
  }
  return named
}
