import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { SHARED_TABLES, type SharedTable } from './shared-tables.ts'

/** A row that a transaction has written. */
export type CapturedWrite = {
  readonly table: SharedTable
  readonly kind: 'insert' | 'update' | 'delete'
  readonly row: Readonly<Record<string, SQLOutputValue>>
}

const ROWS = { insert: 'NEW', update: 'NEW', delete: 'OLD' } as const

/** Notes every row that a journal's database inserts, updates or deletes, whatever statement does it. */
export class CapturedWrites {
  #writes: CapturedWrite[] = []
  #isPaused = false

  /** @param database in memory: its triggers exist only on this connection */
  constructor(database: DatabaseSync) {
    for (const table of Object.keys(SHARED_TABLES) as SharedTable[]) {
      const columns = columnsOf(database, table)
      for (const kind of ['insert', 'update', 'delete'] as const) {
        const name = `capture_${kind}_${table}`
        // It throws for an integer above 2^53, and with it the statement.
        database.function(name, { varargs: true }, (...values: SQLOutputValue[]) => {
          if (!this.#isPaused) this.#writes.push({ table, kind, row: rowOf(columns, values) })
          return null
        })
        const values = columns.map((column) => `${ROWS[kind]}.${column}`).join(', ')
        database.exec(`CREATE TEMP TRIGGER ${name} AFTER ${kind} ON main.${table} BEGIN SELECT ${name}(${values}); END`)
      }
    }
  }

  /** The writes since the last call, in their order. */
  take(): readonly CapturedWrite[] {
    const taken = this.#writes
    this.#writes = []
    return taken
  }

  /** Runs `work` without noting its writes. */
  without(work: () => void): void {
    this.#isPaused = true
    try {
      work()
    } finally {
      this.#isPaused = false
    }
  }
}

/** The columns of a table, without the number of an event, which differs between databases. */
export function columnsOf(database: DatabaseSync, table: SharedTable): string[] {
  const names = database.prepare('SELECT name FROM pragma_table_info(?)').all(table)
  return names.map(({ name }) => String(name)).filter((name) => name !== 'seq')
}

function rowOf(columns: readonly string[], values: readonly SQLOutputValue[]): Record<string, SQLOutputValue> {
  return Object.fromEntries(columns.map((column, nth) => [column, values[nth] ?? null]))
}
