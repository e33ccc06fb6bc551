import { defined } from '@shotlist/codegen/defined'
import { excerptOf } from '@shotlist/codegen/excerpt'
import { suggest } from '@shotlist/codegen/suggest'
import { type Cell, type CellValue, readXlsx, type Sheet, type Workbook } from 'hucre/xlsx'
import type { IssueList } from '../issue-list.ts'
import type { Place, PlacedText } from '../yaml/node.ts'
import { columnLetters, type Row } from './row.ts'
import { type GridLine, rowsOfGrid } from './rows-of-grid.ts'

type Options = { readonly file: string; readonly place: Place; readonly issues: IssueList; readonly sheet?: PlacedText }

/** Reads a sheet of an Excel workbook: the named one, otherwise the first that is not hidden. Undefined if there is none. */
export async function readWorkbook(bytes: Uint8Array, { file, place, issues, sheet }: Options): Promise<readonly Row[] | undefined> {
  let workbook: Workbook
  try {
    workbook = await readXlsx(bytes, { readStyles: true })
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'it cannot be read'
    // Workbooks with a password, and those of Excel before 2007, are files of another kind.
    const isOther = bytes[0] === 0xd0 && bytes[1] === 0xcf
    issues.add(place, {
      code: 'bad-table',
      message: `${file} cannot be read as an Excel workbook${isOther ? '' : `: ${why}`}`,
      hint: isOther ? 'Remove its password, and save it as .xlsx.' : 'Open it in a spreadsheet program and save it again as .xlsx.',
    })
    return undefined
  }
  const found = workbook.sheets.find(({ name, hidden, veryHidden }) =>
    sheet === undefined ? hidden !== true && veryHidden !== true : name === sheet.text,
  )
  if (found === undefined) {
    const names = workbook.sheets.map(({ name }) => name)
    issues.add(sheet?.place ?? place, {
      code: 'unknown-name',
      message: sheet === undefined ? `${file} has no visible sheet` : `${file} has no sheet \`${sheet.text}\``,
      hint: `Its sheets are: ${names.join(', ')}.`,
      ...defined({ suggestion: sheet === undefined ? undefined : suggest(sheet.text, names) }),
    })
    return undefined
  }
  return rowsOfSheet(found, { file, issues })
}

function rowsOfSheet(sheet: Sheet, { file, issues }: { file: string; issues: IssueList }): readonly Row[] | undefined {
  const lines = sheet.rows.map((cells, row): GridLine => {
    const place = { file, sheet: sheet.name, unit: 'row', number: row + 1 } as const
    return { place, cells: cells.map((value, column) => plainValue(value, sheet.cells?.get(`${row},${column}`))) }
  })
  let isValid = true
  const note = (line: GridLine, column: number | undefined, message: string, hint?: string): void => {
    isValid = false
    issues.take([issueAt(line, column, { message, ...defined({ hint }) })])
  }
  for (const line of lines) {
    for (const [column, value] of line.cells.entries()) {
      const problem = problemOf(value, sheet.cells?.get(`${line.place.number - 1},${column}`))
      if (problem !== undefined) note(line, column, problem.message, problem.hint)
    }
  }
  const head = lines.findIndex(({ cells }) => cells.some((cell) => cell !== ''))
  for (const { startRow, endRow, startCol } of sheet.merges ?? []) {
    const line = lines[startRow]
    if (line === undefined || endRow === startRow || endRow <= head) continue
    note(line, startCol, `this cell is merged with those below it, which have no value of their own`, 'Unmerge it, and fill in each row.')
  }
  const rows = rowsOfGrid(lines, { isExact: false, note })
  return isValid ? rows : undefined
}

/** A value as JSON would have it: a date as an ISO text, a number as Excel shows it (15 digits), an empty cell as an empty text. */
function plainValue(value: CellValue | undefined, cell: Cell | undefined): string | number | boolean {
  if (value === undefined || value === null) return ''
  if (value instanceof Date) return dateText(value)
  if (typeof value === 'number') {
    const zeros = cell?.style?.numFmt ?? ''
    return /^0{2,}$/.test(zeros) && Number.isInteger(value) && value >= 0
      ? String(value).padStart(zeros.length, '0')
      : Number(value.toPrecision(15))
  }
  return typeof value === 'boolean' ? value : String(value)
}

/** `2026-11-28`, `2026-11-28T09:30:00` or, for a time without a date, `09:30:00`. */
function dateText(date: Date): string {
  const [day = '', time = ''] = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).split('T')
  if (date.getUTCFullYear() < 1900) return time
  return time === '00:00:00' ? day : `${day}T${time}`
}

const ERRORS = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|UNKNOWN!|CONNECT!)$/

function problemOf(value: unknown, cell: Cell | undefined): { readonly message: string; readonly hint: string } | undefined {
  const formula = cell?.type === 'formula' ? `the formula \`=${(cell.formula ?? '').slice(0, 80)}\`` : undefined
  if (formula !== undefined && (cell?.formulaResult ?? cell?.value ?? null) === null)
    return { message: `${formula} has no stored value`, hint: 'Open the file in a spreadsheet program, which calculates it, and save it.' }
  if (typeof value === 'string' && (cell?.type === 'error' || formula !== undefined) && ERRORS.test(value))
    return { message: `${formula ?? 'this cell'} has the error ${value}`, hint: 'Correct it, or empty the cell.' }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return { message: 'this number has more digits than a spreadsheet keeps', hint: 'Format the cell as text, and enter it again.' }
  return undefined
}

/** A mistake in a cell, or in a row. Its line is the row, and its column the number of the column. */
function issueAt(
  { cells, place }: GridLine,
  column: number | undefined,
  { message, hint }: { readonly message: string; readonly hint?: string },
) {
  const texts = cells.map((cell) => String(cell).replaceAll(/\s+/g, ' ').slice(0, 40))
  const at = texts.slice(0, column ?? 0).join(' | ').length + ((column ?? 0) > 0 ? 3 : 0)
  const number = (column ?? 0) + 1
  const where = column === undefined ? `row ${place.number}` : `cell ${columnLetters(column)}${place.number}`
  return {
    code: 'bad-table',
    severity: 'error',
    file: place.file,
    line: place.number,
    column: number,
    endColumn: number + Math.max(1, texts[column ?? 0]?.length ?? 1),
    path: '',
    message: `sheet ${JSON.stringify(place.sheet)}, ${where}: ${message}`,
    ...defined({ hint }),
    excerpt: excerptOf(texts.join(' | '), at),
  } as const
}
