import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Holder, StateHeldError } from '../../errors/state-errors.ts'
import { guarded } from './open-database.ts'

const BUSY = 5

/**
 * Makes this process the only holder of a state folder until `release`, or until it ends in any way: SQLite's lock is one of the operating
 * system, which releases it when the process is killed. The file says which process holds the folder.
 *
 * @throws {StateHeldError} if another process holds it
 * @throws {StateNotWritableError}
 */
export function holdState(folder: string, verb: string): { release(): void } {
  const path = join(folder, 'holder.db')
  return guarded(path, () => hold(path, { folder, verb }))
}

function hold(path: string, { folder, verb }: { readonly folder: string; readonly verb: string }): { release(): void } {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE')
    database.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), who TEXT NOT NULL) STRICT')
    const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), verb }
    database.prepare('INSERT OR REPLACE INTO holder VALUES (1, ?)').run(JSON.stringify(holder))
    // The commit lets others read the holder. The second transaction is the lock, and stays open.
    database.exec('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY) {
      throw new StateHeldError(folder, readHolder(path))
    }
    throw error
  }
  return { release: () => database.isOpen && database.close() }
}

/** Whether a process holds the folder now. @throws {StateNotWritableError} if the lock file cannot be opened */
export function isHeld(folder: string): boolean {
  const path = join(folder, 'holder.db')
  if (!existsSync(path)) return false
  const database = guarded(path, () => new DatabaseSync(path))
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

/** The process that holds the folder; undefined if it cannot be read. */
function readHolder(path: string): Holder | undefined {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 200')
    const who = database.prepare('SELECT who FROM holder').get()?.['who']
    return typeof who === 'string' ? (JSON.parse(who) as Holder) : undefined
  } catch {
    return undefined
  } finally {
    database.close()
  }
}
