import { CsvError, type Info, parse } from 'csv-parse/sync'
import type { IssueList } from '../issue-list.ts'
import type { Place } from '../yaml/node.ts'
import { delimiterOf, toldDelimiter } from './delimiter.ts'
import { linePlace } from './line-place.ts'
import type { Row } from './row.ts'
import { type GridLine, rowsOfGrid } from './rows-of-grid.ts'

type Record = { readonly record: readonly string[]; readonly info: Info }

/**
 * Reads values that a delimiter separates, with a line of column names. Every value is a text.
 *
 * @param given the delimiter; default: the one that the text itself shows
 */
export function readCsv(issues: IssueList, file: string, given: string | undefined): readonly Row[] {
  const { text } = issues.source
  const delimiter = given ?? delimiterOf(text)
  if (typeof delimiter !== 'string') {
    const signs = delimiter.among.map((sign) => (sign === '\t' ? 'tab' : `\`${sign}\``)).join(' and ')
    issues.add(linePlace(issues.source, 1), {
      code: 'bad-table',
      message: `the names of the columns may be separated by ${signs}`,
      hint: `Write which: \`foreach: { file: ${file}, delimiter: "${delimiter.among[0]}" }\`.`,
    })
    return []
  }
  const from = toldDelimiter(text) === undefined ? 1 : 2
  try {
    const records = parse(text, {
      delimiter,
      from_line: from,
      info: true,
      relax_column_count: true,
      cast: (value, { quoting }) => (quoting ? value : value.trim()),
    }) as unknown as readonly Record[]
    const lines = records.map(({ record, info }, index): GridLine => {
      const number = Math.min(info.lines, (records[index - 1]?.info.lines ?? from - 1) + 1)
      return { cells: record, place: { file, unit: 'line', number } }
    })
    return rowsOfGrid(lines, {
      isExact: true,
      note: ({ place }, column, message) => {
        const where = column === undefined ? '' : `column ${column + 1}: `
        issues.add(linePlace(issues.source, place.number), { code: 'bad-table', message: `${where}${message}` })
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    noteQuote(error, issues)
    return []
  }
}

/** The mistakes of quotes, which are all that this way of reading leaves. */
function noteQuote(error: CsvError, issues: IssueList): void {
  const facts = error as unknown as { readonly bytes?: number; readonly records?: number; readonly index?: number }
  const where = `row ${(facts.records ?? 0) + 1}, column ${(facts.index ?? 0) + 1}`
  const at = Buffer.from(issues.source.text)
    .subarray(0, facts.bytes ?? 0)
    .toString().length
  const place: Place = { start: at, end: at + 1, path: '' }
  const twice = 'In a value that contains `"`, write each of them twice and the whole value in quotes: `"5"" screen"`.'
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    issues.add(place, { code: 'bad-table', message: `${where}: the quote that opens this value has no end`, hint: twice })
  else if (error.code === 'INVALID_OPENING_QUOTE')
    issues.add(place, { code: 'bad-table', message: `${where}: this value contains a quote, and does not begin with one`, hint: twice })
  else if (error.code === 'CSV_INVALID_CLOSING_QUOTE')
    issues.add(place, { code: 'bad-table', message: `${where}: this value goes on behind its closing quote`, hint: twice })
  else issues.add(place, { code: 'bad-table', message: `${where}: CSV: ${error.message}` })
}
