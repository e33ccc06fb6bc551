import { byTable, type FleetWrite } from './fleet-writes.ts'
import { SCHEMA_VERSION } from './migrate.ts'
import { type FleetRow, SHARED_TABLES, type SharedTable } from './shared-tables.ts'

/** Text and parameters of a statement. */
export type Statement = { readonly text: string; readonly values: readonly unknown[] }

/**
 * One statement, and so one round trip and one transaction, that checks the fence, counts the commit and makes all writes. It returns
 * `applied`: 0 if the worker is fenced or gone, or the schema is another one; then nothing is written. A process that is stopped, or cut
 * off, leaves no transaction open.
 *
 * @param number of the commit, from 1 for each worker
 */
export function commitStatement(worker: string, number: number, writes: readonly FleetWrite[]): Statement {
  const values: unknown[] = [worker, number, SCHEMA_VERSION]
  const parameter = (value: unknown) => `$${values.push(value)}`
  const tables = byTable(writes)
  const parts: string[] = []
  for (const table of Object.keys(SHARED_TABLES) as SharedTable[]) {
    const { insert = [], upsert = [], delete: ids = [] } = tables.get(table) ?? {}
    if (insert.length > 0) parts.push(...(table === 'events' ? eventParts(insert, parameter) : [insertPart(table, insert, parameter)]))
    if (upsert.length > 0) parts.push(upsertPart(table, upsert, parameter))
    if (ids.length > 0) parts.push(...deleteParts(table, parameter(ids)))
  }
  const text = `
    WITH fence AS (
      UPDATE shotlist.workers SET commits = $2::bigint, seen_at = clock_timestamp()
       WHERE id = $1 AND NOT fenced AND commits = $2::bigint - 1 AND (SELECT version FROM shotlist.schema_version) = $3
      RETURNING 1
    )${parts.map((part) => `, ${part}`).join('')}
    SELECT count(*)::integer AS applied,
           CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END
      FROM fence`
  return { text, values }
}

type Parameter = (value: unknown) => string

function insertPart(table: SharedTable, rows: readonly FleetRow[], parameter: Parameter): string {
  return `${table}_inserted AS (${insertion(table, rows, parameter)})`
}

/** `project` stays that of the first writer. */
function upsertPart(table: SharedTable, rows: readonly FleetRow[], parameter: Parameter): string {
  const changed = columnsOf(rows).filter((column) => column !== 'row_id' && column !== 'project')
  return `${table}_upserted AS (${insertion(table, rows, parameter)}
      ON CONFLICT (row_id) DO UPDATE SET ${changed.map((column) => `${column} = excluded.${column}`).join(', ')})`
}

function insertion(table: SharedTable, rows: readonly FleetRow[], parameter: Parameter): string {
  const columns = columnsOf(rows).join(', ')
  return `
      INSERT INTO shotlist.${table} (${columns})
      SELECT ${columns} FROM fence, json_populate_recordset(NULL::shotlist.${table}, ${parameter(JSON.stringify(rows))}::json)`
}

/** All rows of a table have the same columns. */
function columnsOf([first = {}]: readonly FleetRow[]): string[] {
  return Object.keys(first)
}

/** The events of a run are deleted with it. */
function deleteParts(table: SharedTable, ids: string): string[] {
  const rows = `DELETE FROM shotlist.${table} USING fence WHERE row_id = ANY(${ids}::uuid[])`
  if (table !== 'runs') return [`${table}_deleted AS (${rows})`]
  return [
    `runs_deleted AS (${rows} RETURNING id)`,
    'events_deleted AS (DELETE FROM shotlist.events USING runs_deleted WHERE events.run = runs_deleted.id)',
  ]
}

/** Commits with events of one run wait for each other, so that numbers become visible in their order. */
function eventParts(events: readonly FleetRow[], parameter: Parameter): string[] {
  const runs = [...new Set(events.map(({ run }) => run))].toSorted()
  return [
    `locks AS MATERIALIZED (
      SELECT pg_advisory_xact_lock(hashtextextended(run, 0)) FROM fence, unnest(${parameter(runs)}::text[]) AS run)`,
    `events_inserted AS (
      INSERT INTO shotlist.events (run, at, event)
      SELECT run, at, event
        FROM (SELECT count(*) AS held FROM locks) AS locked,
             json_populate_recordset(NULL::shotlist.events, ${parameter(JSON.stringify(events))}::json) WITH ORDINALITY
                AS event (seq, run, at, event, ordinality)
       WHERE held > 0 ORDER BY ordinality)`,
  ]
}
