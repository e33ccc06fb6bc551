import { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError, JournalTooNewError, JournalUnreadableError, StateNotWritableError } from '../../errors/state-errors.ts'
import { lookForFile } from '../durable/plain-files.ts'
import { MIGRATIONS } from './migrations.ts'

/** SQLite's result codes for a damaged database, and for a file that is not one (https://sqlite.org/rescode.html). */
const CORRUPT = 11
const NOT_A_DATABASE = 26

/**
 * Opens the journal's database and brings it to the current schema.
 *
 * A commit alone does not survive a power cut: `GroupCommit` flushes the log after it.
 *
 * @param manifest name of the manifest, for rows from before a journal could hold several manifests
 * @throws {JournalDamagedError} if the file is not a database, or a damaged one
 * @throws {JournalTooNewError} if a newer version wrote it
 * @throws {JournalUnreadableError} if the file cannot be opened
 */
export function openDatabase(path: string, manifest: string): DatabaseSync {
  refuseUnreadable(path)
  return guarded(path, () => {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    // A checkpoint blocks the process, so it is rare: after 16,000 pages. A negative cache size is in KiB.
    database.exec('PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -8000')
    migrate(database, { path, manifest })
    return database
  })
}

/** Opens the database for reading, and sees what another process writes. Migrates an older schema first. */
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

/** Runs `use` and converts SQLite's errors to Shotlist's. Use it before anything is sent. */
export function guarded<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw explained(path, error)
  }
}

/** The error of Shotlist for an error of SQLite; the same error if there is none. */
function explained(path: string, error: unknown): unknown {
  if (isDamage(error)) return new JournalDamagedError(path, error)
  return StateNotWritableError.explains(error) ? new StateNotWritableError(path, error, { nothingSent: true }) : error
}

/** Whether an error means that the database is damaged. A row that is not JSON is damage too. */
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
