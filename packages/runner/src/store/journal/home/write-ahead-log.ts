import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/**
 * Flushes commits to the disk without blocking the process, as SQLite itself would for every flush.
 *
 * With a write-ahead log and `synchronous = NORMAL`, a commit is in the log and not yet flushed (https://sqlite.org/wal.html, "Performance
 * Considerations"). Flushing the log is the only thing that `synchronous = FULL` does in addition. The log is the same file for as long as
 * the database is open. Without a log (on a network file system), SQLite is set to flush by itself.
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

  /** Call it before the first commit that must be durable. */
  prepare(): void {
    if (this.#isOpened || this.#database.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal') return
    this.#database.exec('PRAGMA synchronous = FULL')
    this.#isOpened = true
  }

  /** Resolves when everything committed so far is on the disk. */
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

  /** Flushes synchronously. */
  flushNow(): void {
    const file = this.#open()
    if (file !== undefined) fdatasyncSync(file)
  }

  /** Closes the file, after a running flush has ended. */
  close(): void {
    this.#isClosed = true
    if (this.#flushes > 0 || this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
  }

  #open(): number | undefined {
    if (this.#isOpened) return this.#file
    // Windows flushes only files that are open for writing.
    this.#file = openSync(`${this.#path}-wal`, 'r+')
    this.#isOpened = true
    return this.#file
  }
}
