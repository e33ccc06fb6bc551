/** One row of a table, and its line in the file. In a JSON list, its number in the list. */
export type Row = { readonly values: Readonly<Record<string, unknown>>; readonly line: number }
