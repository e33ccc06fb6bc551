/** One row of a table, and where it stands in its file. */
export type Row = { readonly values: Readonly<Record<string, unknown>>; readonly line: number }
