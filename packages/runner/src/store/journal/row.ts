import type { SQLOutputValue } from 'node:sqlite'

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>

/** A column that must hold text. */
export const text = (row: Row, column: string): string => String(row[column])

/** A column as an optional field: left out where it is NULL. */
export function optional<Name extends string, T>(
  name: Name,
  value: SQLOutputValue | undefined,
  read: (value: string) => T,
): { [K in Name]?: T } {
  return value === null || value === undefined ? {} : ({ [name]: read(String(value)) } as { [K in Name]?: T })
}
