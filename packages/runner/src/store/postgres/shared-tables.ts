import { createHash } from 'node:crypto'

/**
 * The tables of the journal that a fleet shares, with the columns that identify a row. What only one machine can use stays in its memory:
 * `inputs` and `lockfiles`. `project` is a column of the fleet's tables alone. Rows of `events` have no identity: they are only added.
 */
export const SHARED_TABLES = {
  jobs: ['manifest', 'id'],
  attempts: ['job', 'fingerprint', 'number'],
  uploads: ['source', 'provider', 'account', 'operation'],
  files: ['manifest', 'path'],
  shared: ['store', 'fingerprint'],
  doubts: ['manifest', 'job'],
  facts: ['project', 'name'],
  runs: ['id'],
  events: [],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type SharedTable = keyof typeof SHARED_TABLES

/** Tables that name the project that a row was first written for. */
export const PROJECT_TABLES: ReadonlySet<SharedTable> = new Set<SharedTable>(['attempts', 'facts', 'runs'])

/** A value of a column. */
export type Value = string | number | null

/** A row as PostgreSQL stores it. */
export type FleetRow = Readonly<Record<string, Value>>

/** The id of a row: the first 16 bytes of the SHA-256 of what identifies it. */
export function rowId(table: SharedTable, row: FleetRow): string {
  const identity = JSON.stringify(SHARED_TABLES[table].map((column) => row[column]))
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

/** PostgreSQL refuses the character NUL in a text: it is written as U+0001 and `0`, and U+0001 as U+0001 and `1`. */
export function storedText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these two characters are what it is about
  return text.replaceAll(/[\0\u0001]/g, (character) => (character === '\0' ? '\u00010' : '\u00011'))
}

/** The text that `storedText` was made of. */
export function originalText(stored: string): string {
  // oxlint-disable-next-line no-control-regex -- these two characters are what it is about
  return stored.replaceAll(/\u0001([01])/g, (_, digit) => (digit === '0' ? '\0' : '\u0001'))
}
