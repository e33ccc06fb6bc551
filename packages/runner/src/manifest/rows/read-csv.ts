import { CsvError, type Info, parse } from 'csv-parse/sync'
import type { IssueList } from '../issue-list.ts'
import { linePlace } from './line-place.ts'
import type { Row } from './row.ts'

/** Comma separated values with a line of column names. Every value is a text. */
export function readCsv(issues: IssueList): readonly Row[] {
  const { source } = issues
  try {
    const records = parse(source.text, {
      columns: (names: string[]) => checkColumns(names, issues),
      bom: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }) as unknown as readonly {
      record: Record<string, string>
      info: Info
    }[]
    return records.map(({ record, info }) => ({ values: record, line: info.lines }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1
    issues.add(linePlace(source, line), { code: 'bad-table', message: problemOf(error) })
    return []
  }
}

function problemOf(error: CsvError): string {
  const { record, columns } = error as { record?: unknown; columns?: unknown }
  if (!error.code.startsWith('CSV_RECORD_INCONSISTENT') || !Array.isArray(record) || !Array.isArray(columns)) return `CSV: ${error.message}`
  return `this row has ${record.length} ${record.length === 1 ? 'value' : 'values'}, and the first line names ${columns.length} columns`
}

function checkColumns(names: readonly string[], issues: IssueList): string[] {
  const seen = new Set<string>()
  for (const name of names) {
    if (name === '') issues.add(linePlace(issues.source, 1), { code: 'bad-table', message: 'a column has no name' })
    if (seen.has(name)) issues.add(linePlace(issues.source, 1), { code: 'bad-table', message: `the column \`${name}\` is here twice` })
    seen.add(name)
  }
  return [...names]
}
