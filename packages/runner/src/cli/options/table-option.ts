/** `--table` of `report` and `status`. */
export const TABLE_OPTION = {
  flags: '--table <file>',
  description: 'only write the clips as a table, each with its row: .csv or .xlsx',
} as const
