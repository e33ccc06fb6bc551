/** One row of a table: its values by column, and its place. */
export type Row = { readonly values: Readonly<Record<string, unknown>>; readonly place: RowPlace }

/** Where a row is in its table. */
export type RowPlace = {
  /** As the manifest names it. */
  readonly file: string
  /** The sheet of a workbook. */
  readonly sheet?: string
  /** What `number` counts: lines of a text, rows of a sheet, items of a JSON list. From 1, with the line or row of the column names. */
  readonly unit: 'line' | 'row' | 'item'
  readonly number: number
}

/** A row in a message: `products.csv:3`, or `products.xlsx, sheet "Spring", row 3`. */
export function rowText({ file, sheet, unit, number }: RowPlace): string {
  if (unit === 'line') return `${file}:${number}`
  return `${file}${sheet === undefined ? '' : `, sheet ${JSON.stringify(sheet)}`}, ${unit} ${number}`
}

/** The name that spreadsheets give to a column: `A` for the first, `AB` for the 28th. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`
}
