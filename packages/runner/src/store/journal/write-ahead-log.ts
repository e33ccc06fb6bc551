import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Brings what was committed to the disk while the process goes on. SQLite itself would make it stand still for every flush.
 *
 * With a write-ahead log and `synchronous = NORMAL`, a commit is in the log and not yet flushed (https://sqlite.org/wal.html,
 * "Performance Considerations"); flushing the log then is all that `synchronous = FULL` does more. The log is the same file for as long as the
 * database is open. Where there is no such log (a network file system), SQLite is told to flush by itself.
 */
export class WriteAheadLog {
  readonly #database: DatabaseSync
  readonly #path: string
  #file: number | undefined
  #isOpened = false
  #flushes = 0
  #isClosed = false

  constructor(database: DatabaseSync, path: string) {
    this.#database = database
    this.#path = path
  }

  /** To be called before the first commit whose flush matters. */
  prepare(): void {
    if (this.#isOpened || this.#database.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal') return
    this.#database.exec('PRAGMA synchronous = FULL')
    this.#isOpened = true
  }

  /** Resolves when everything that was committed before is on the disk. */
  async flush(): Promise<void> {
    const file = this.#open()
    if (file === undefined) return
    this.#flushes += 1
    await new Promise<void>((resolve, reject) => {
      fdatasync(file, (error) => {
        this.#flushes -= 1
        if (this.#isClosed) this.close()
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  /** The same, and the process waits. */
  flushNow(): void {
    const file = this.#open()
    if (file !== undefined) fdatasyncSync(file)
  }

  /** Lets the file go, as soon as no flush of it is under way. */
  close(): void {
    this.#isClosed = true
    if (this.#flushes > 0 || this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
  }

  #open(): number | undefined {
    if (this.#isOpened) return this.#file
    // Windows flushes only what may be written.
    this.#file = openSync(`${this.#path}-wal`, 'r+')
    this.#isOpened = true
    return this.#file
  }
}
