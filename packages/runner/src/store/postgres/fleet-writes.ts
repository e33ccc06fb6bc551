import type { CapturedWrite } from './captured-writes.ts'
import { type FleetRow, PROJECT_TABLES, rowId, type SharedTable, storedText, type Value } from './shared-tables.ts'

/** A write as the fleet's database takes it. */
export type FleetWrite = {
  readonly table: SharedTable
  /** Undefined for an event. */
  readonly id: string | undefined
  /** `insert`: the row must not exist yet. */
  readonly kind: 'insert' | 'upsert' | 'delete'
  readonly row: FleetRow
}

/** What the fleet's database must do for a write of a journal of this project. */
export function fleetWrite(project: string, { table, kind, row: captured }: CapturedWrite): FleetWrite {
  const row: Record<string, Value> = PROJECT_TABLES.has(table) ? { project: storedText(project) } : {}
  for (const [column, value] of Object.entries(captured)) row[column] = storedValue(value)
  if (kind === 'delete') return { table, id: rowId(table, row), kind, row }
  if (table === 'events') return { table, id: undefined, kind: 'insert', row }
  const id = rowId(table, row)
  // Of two processes that record the same submission, one is refused.
  const mustBeNew = table === 'attempts' && kind === 'insert' && (row['state'] === 'intended' || row['state'] === 'sent')
  return { table, id, kind: mustBeNew ? 'insert' : 'upsert', row: { row_id: id, ...row } }
}

function storedValue(value: CapturedWrite['row'][string]): Value {
  if (typeof value === 'string') return storedText(value)
  // JSON has no infinite number; PostgreSQL reads one from a text.
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as number | null)
}

/** What one commit does to a table: of each row the last state. */
export type TableWrites = {
  readonly insert: readonly FleetRow[]
  readonly upsert: readonly FleetRow[]
  /** Ids of rows. */
  readonly delete: readonly string[]
}

/** The writes of one commit by table. */
export function byTable(writes: readonly FleetWrite[]): Map<SharedTable, TableWrites> {
  const tables = Map.groupBy(writes, ({ table }) => table)
  return new Map([...tables].map(([table, ofTable]) => [table, table === 'events' ? addedOf(ofTable) : lastOf(ofTable)]))
}

/** Events of deleted runs are deleted with their run. */
function addedOf(writes: readonly FleetWrite[]): TableWrites {
  return { insert: writes.flatMap(({ kind, row }) => (kind === 'insert' ? [row] : [])), upsert: [], delete: [] }
}

function lastOf(writes: readonly FleetWrite[]): TableWrites {
  const last = new Map<string, FleetWrite>()
  for (const write of writes) {
    const id = write.id ?? ''
    const isNew = last.get(id)?.kind === 'insert'
    last.set(id, isNew && write.kind !== 'delete' ? { ...write, kind: 'insert' } : write)
  }
  // In one order everywhere, so that two commits never wait for each other. Runs keep theirs: no two processes write the same.
  const writesOfRows = [...last.entries()]
  const inOrder = writes[0]?.table === 'runs' ? writesOfRows : writesOfRows.toSorted(([one], [other]) => (one < other ? -1 : 1))
  const sorted = inOrder.map(([, write]) => write)
  const rowsOf = (wanted: FleetWrite['kind']) => sorted.flatMap(({ kind, row }) => (kind === wanted ? [row] : []))
  return {
    insert: rowsOf('insert'),
    upsert: rowsOf('upsert'),
    delete: sorted.flatMap(({ kind, id }) => (kind === 'delete' && id !== undefined ? [id] : [])),
  }
}
