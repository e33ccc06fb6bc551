import { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError, JournalTooNewError, JournalUnreadableError, StateNotWritableError } from '../../errors/state-errors.ts'
import { lookForFile } from '../durable/plain-files.ts'
import { MIGRATIONS } from './migrations.ts'

/** SQLite's own codes for a file that is not, or no longer, a database. */
const CORRUPT = 11
const NOT_A_DATABASE = 26

/**
 * Opens the journal's database and brings it to the current schema.
 *
 * Commits alone do not survive a power cut: `GroupCommit` flushes the log after them, before anybody goes on.
 *
 * @param manifest name of the manifest that rows belong to which were written before there could be several
 * @throws {JournalDamagedError} the file is not a database, or a damaged one
 * @throws {JournalTooNewError} a newer version wrote it
 * @throws {JournalUnreadableError} something stands there that cannot be opened
 */
export function openDatabase(path: string, manifest: string): DatabaseSync {
  refuseUnreadable(path)
  return guarded(path, () => {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    // The process stands still while the log is brought into the database: seldom, and then most pages only once. In pages, and in kB.
    database.exec('PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -8000')
    migrate(database, { path, manifest })
    return database
  })
}

/** Opens it for looking only; what another process writes meanwhile is seen. */
export function openDatabaseReadOnly(path: string, manifest: string): DatabaseSync {
  refuseUnreadable(path)
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true })
    database.exec('PRAGMA busy_timeout = 2000')
    const found = versionOf(database)
    if (found < MIGRATIONS.length) {
      database.close()
      openDatabase(path, manifest).close()
      return openDatabaseReadOnly(path, manifest)
    }
    if (found > MIGRATIONS.length) throw new JournalTooNewError(path, { found, known: MIGRATIONS.length })
    return database
  })
}

function refuseUnreadable(path: string): void {
  const problem = lookForFile(path)?.problem
  if (problem !== undefined) throw new JournalUnreadableError(path, problem)
}

/** Turns SQLite's complaint about a damaged file into ours. For what comes before anything is sent. */
export function guarded<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw explained(path, error)
  }
}

/** SQLite's complaint, as ours where it is of a kind that has one. */
function explained(path: string, error: unknown): unknown {
  if (isDamage(error)) return new JournalDamagedError(path, error)
  return StateNotWritableError.explains(error) ? new StateNotWritableError(path, error, { nothingSent: true }) : error
}

/** A row whose JSON is none was not written so. */
function isDamage(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    (error instanceof Error &&
      'errcode' in error &&
      (Number(error.errcode) === NOT_A_DATABASE || (Number(error.errcode) & 0xff) === CORRUPT))
  )
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

function migrate(database: DatabaseSync, { path, manifest }: { readonly path: string; readonly manifest: string }): void {
  const found = versionOf(database)
  if (found > MIGRATIONS.length) throw new JournalTooNewError(path, { found, known: MIGRATIONS.length })
  for (const [step, statements] of MIGRATIONS.entries()) {
    if (step < found) continue
    database.exec(`BEGIN IMMEDIATE; ${statements}; PRAGMA user_version = ${step + 1}; COMMIT`)
  }
  if (found === MIGRATIONS.length) return
  for (const table of ['jobs', 'files']) database.prepare(`UPDATE ${table} SET manifest = ? WHERE manifest = ''`).run(manifest)
}
