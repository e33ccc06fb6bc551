import { FleetDatabaseError } from '../../errors/fleet-errors.ts'
import { JournalTooNewError } from '../../errors/state-errors.ts'
import type { FleetDatabase } from './fleet-database.ts'
import { MIGRATIONS } from './migrations.ts'

/** The version of the schema that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Takes the lock of the one process that migrates: "shotlist" in ASCII. */
export const TAKE_MIGRATION_LOCK = `SELECT pg_advisory_xact_lock(${0x73_68_6f_74}, ${0x6c_69_73_74})`

/**
 * Brings the schema `shotlist` to the version of this program. Several processes may call it at the same time. All steps are one
 * transaction, so that an interrupted migration leaves nothing behind.
 *
 * @throws {FleetDatabaseError}
 * @throws {JournalTooNewError} if a newer version of Shotlist has migrated the schema
 */
export async function migrate(database: FleetDatabase): Promise<void> {
  const [{ encoding } = {}] = await database.query("SELECT current_setting('server_encoding') AS encoding")
  if (encoding !== 'UTF8')
    throw new FleetDatabaseError(database.place, `has the encoding ${String(encoding)}`, {
      failure: 'refused',
      hint: "Create it with UTF-8: CREATE DATABASE shotlist ENCODING 'UTF8' TEMPLATE template0.",
    })
  if (isCurrent(database, await versionOf(database.query.bind(database)))) return
  await database.transaction('BEGIN', async (ask) => {
    // A process that stops here must not hold the lock: the server ends its session.
    await ask("SET LOCAL idle_in_transaction_session_timeout = '30s'")
    await ask(TAKE_MIGRATION_LOCK)
    const found = await versionOf(ask)
    if (isCurrent(database, found)) return
    if (found === undefined) await ask('CREATE SCHEMA IF NOT EXISTS shotlist')
    for (const statements of MIGRATIONS.slice(found)) await ask(statements)
    await ask('UPDATE shotlist.schema_version SET version = $1', [SCHEMA_VERSION])
  })
}

/** The version of the schema; undefined if there is none. */
async function versionOf(ask: FleetDatabase['query']): Promise<number | undefined> {
  // Unlike `to_regclass`, this sees what another process has just committed, also within a transaction.
  const tables = await ask("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'shotlist' AND tablename = 'schema_version'")
  if (tables.length === 0) return undefined
  const [row] = await ask('SELECT version FROM shotlist.schema_version')
  return Number(row?.['version'])
}

function isCurrent({ place }: FleetDatabase, found: number | undefined): boolean {
  if (found !== undefined && found > SCHEMA_VERSION) throw new JournalTooNewError(place, { found, known: SCHEMA_VERSION })
  return found === SCHEMA_VERSION
}
