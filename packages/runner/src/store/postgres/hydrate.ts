import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type CapturedWrites, columnsOf } from './captured-writes.ts'
import type { Ask, FleetDatabase } from './fleet-database.ts'
import { type Query, type Selection, selectionQueries } from './selection.ts'
import { originalText } from './shared-tables.ts'

/** Rows that are held at once outside of SQLite. */
const ROWS_AT_ONCE = 1000

/**
 * Copies records of the fleet's database, as they are at one moment, into a journal's database in memory. Records that are there already
 * are replaced: call it when no write of this journal is under way to what it selects.
 *
 * @throws {FleetDatabaseError}
 */
export async function hydrate(
  memory: DatabaseSync,
  {
    captured,
    project,
    database,
    selection,
  }: { readonly captured: CapturedWrites; readonly project: string; readonly database: FleetDatabase; readonly selection: Selection },
): Promise<void> {
  const queries = selectionQueries(project, selection)
  await database.transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (ask) => {
    for (const query of queries) {
      const insert = inserter(memory, query)
      const found = selection.jobs === 'all' ? batches(ask, query) : [await ask(query.text, query.values)]
      for await (const rows of found) captured.without(() => insert(rows))
    }
  })
}

type FoundRow = Readonly<Record<string, unknown>>

async function* batches(ask: Ask, { text, values, replaces }: Query): AsyncGenerator<readonly FoundRow[]> {
  // Rows that replace others appear with them gone, never in between.
  if (replaces !== undefined) return yield await ask(text, values)
  await ask(`DECLARE found NO SCROLL CURSOR FOR ${text}`, values)
  for (;;) {
    const rows = await ask(`FETCH ${ROWS_AT_ONCE} FROM found`)
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_AT_ONCE) break
  }
  await ask('CLOSE found')
}

/** Inserts rows in one transaction. */
function inserter(memory: DatabaseSync, { table, replaces }: Query): (rows: readonly FoundRow[]) => void {
  const columns = [...(table === 'events' ? ['seq'] : []), ...columnsOf(memory, table)]
  const insert = memory.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
  return (rows) => {
    memory.exec('BEGIN')
    try {
      if (replaces !== undefined) memory.prepare(`DELETE FROM ${table} WHERE ${replaces.where}`).run(replaces.value)
      for (const row of rows) insert.run(...columns.map((column) => valueOf(row[column])))
      memory.exec('COMMIT')
    } catch (error) {
      memory.exec('ROLLBACK')
      throw error
    }
  }
}

/** The driver returns numbers of 64 bits as text, which SQLite converts to the type of the column. */
function valueOf(value: unknown): SQLInputValue {
  return typeof value === 'string' ? originalText(value) : ((value ?? null) as SQLInputValue)
}
