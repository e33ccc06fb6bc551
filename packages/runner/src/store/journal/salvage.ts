import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { isConsistentJob } from './jobs.ts'
import type { Row } from './records.ts'

/** Tables to save, with the columns that must be JSON. Hashes of inputs are not saved: they are computed again. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  jobs: ['ingredients', 'state'],
  attempts: ['request', 'failure', 'result'],
  uploads: [],
  files: ['media'],
  runs: [],
}

/**
 * Copies what can still be read of a damaged journal into a new one. Reads each table from both ends, because the rows behind a damaged
 * page cannot be reached.
 *
 * @returns the number of saved rows
 */
export function salvage(damaged: string, into: DatabaseSync): number {
  let saved = 0
  const from = openDamaged(damaged)
  if (from === undefined) return 0
  try {
    for (const [table, json] of Object.entries(TABLES)) {
      for (const order of ['ASC', 'DESC']) {
        for (const row of readable(from, `SELECT * FROM ${table} ORDER BY rowid ${order}`)) {
          if (json.every((column) => isJson(row[column])) && (table !== 'jobs' || isConsistentJob(row)) && insert(into, table, row))
            saved += 1
        }
      }
    }
  } finally {
    from.close()
  }
  return saved
}

function openDamaged(path: string): DatabaseSync | undefined {
  try {
    return new DatabaseSync(path, { readOnly: true })
  } catch {
    return undefined
  }
}

/** Rows up to the first that cannot be read. */
function* readable(database: DatabaseSync, query: string): Generator<Row> {
  try {
    yield* database.prepare(query).iterate()
  } catch {
    // The damage begins here.
  }
}

function isJson(value: unknown): boolean {
  if (value === null || value === undefined) return true
  try {
    JSON.parse(String(value))
    return true
  } catch {
    return false
  }
}

/** Inserts a row. Returns false for a row that the schema refuses: it is damaged too. */
function insert(into: DatabaseSync, table: string, row: Row): boolean {
  const columns = Object.keys(row).filter((name) => /^\w+$/.test(name))
  try {
    const { changes } = into
      .prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      .run(...columns.map((name): SQLInputValue => row[name] ?? null))
    return Number(changes) > 0
  } catch {
    return false
  }
}
