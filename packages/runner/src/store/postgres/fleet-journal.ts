import { Journal } from '../journal/journal.ts'
import { openDatabase } from '../journal/open-database.ts'
import { CapturedWrites } from './captured-writes.ts'
import type { FleetDatabase } from './fleet-database.ts'
import type { FleetWorker } from './fleet-worker.ts'
import { hydrate } from './hydrate.ts'
import { PostgresHome } from './postgres-home.ts'
import type { Selection } from './selection.ts'

/** A journal in the memory of this process, whose writes are durable in the fleet's database. */
export type FleetJournal = {
  readonly journal: Journal
  /**
   * Loads records, or loads them again: what others have written is not seen without it.
   *
   * @throws {FleetDatabaseError}
   */
  load(selection: Selection): Promise<void>
}

/**
 * Opens an empty journal of a project. Load what it needs before it decides anything: what is not loaded looks as if it did not exist.
 *
 * @param worker this process; none for a journal that is only read
 */
export function openFleetJournal(
  database: FleetDatabase,
  { project, worker }: { readonly project: string; readonly worker?: FleetWorker | undefined },
): FleetJournal {
  const memory = openDatabase(':memory:', project)
  const captured = new CapturedWrites(memory)
  const home = new PostgresHome(captured, { project, database, worker })
  return {
    journal: Journal.keptIn(home, { place: database.place, database: memory, manifest: project }),
    load: (selection) => hydrate(memory, { captured, project, database, selection }),
  }
}

/** An event with its number, which grows within a run. */
export type NumberedEvent = { readonly seq: string; readonly event: unknown }

/**
 * The events of a run after one that was seen, in order. None that is returned later comes before one of these.
 *
 * @param after number of the last seen event, `0` at the beginning
 * @throws {FleetDatabaseError}
 */
export async function eventsAfter(
  database: FleetDatabase,
  run: string,
  { after = '0', limit = 1000 }: { readonly after?: string; readonly limit?: number } = {},
): Promise<NumberedEvent[]> {
  const rows = await database.query('SELECT seq, event FROM shotlist.events WHERE run = $1 AND seq > $2 ORDER BY seq LIMIT $3', [
    run,
    after,
    limit,
  ])
  return rows.map(({ seq, event }) => ({ seq: String(seq), event: JSON.parse(String(event)) as unknown }))
}
