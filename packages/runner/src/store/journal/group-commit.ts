import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { StateNotWritableError } from '../../errors/state-errors.ts'
import type { SubmissionLog } from './submission-log.ts'

/**
 * Flushes commits to the disk without blocking the process, as SQLite itself would for every flush.
 *
 * With a write-ahead log and `synchronous = NORMAL`, a commit is in the log and not yet flushed (https://sqlite.org/wal.html, "Performance
 * Considerations"). Flushing the log is the only thing that `synchronous = FULL` does in addition. The log is the same file for as long as
 * the database is open. Without a log (on a network file system), SQLite is set to flush by itself.
 */
class WriteAheadLog {
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

type Pending = { readonly apply: () => void; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/** Longest time until a write that no caller waits for is committed. */
const WRITE_LATER_MS = 100

/**
 * Collects writes and commits them together: a flush takes milliseconds, and a batch of hundreds takes no longer than a single write. While
 * one batch is flushed, the next one is collected. A write's promise resolves when it is on the disk, and rejects with a
 * `StateNotWritableError` if the disk refuses it.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #log: WriteAheadLog
  readonly #submissions: SubmissionLog | undefined
  #pending: Pending[] = []
  #isScheduled = false
  #isFlushing = false
  #laterTimer: NodeJS.Timeout | undefined
  /**
   * The error of a failed flush. It is unknown what reached the disk, and a second flush might succeed without writing it, so no write
   * follows.
   */
  #broken: unknown

  /**
   * @param path of the database
   * @param submissions the submission log, which is written and flushed with every commit
   */
  constructor(database: DatabaseSync, { path, submissions }: { readonly path: string; readonly submissions: SubmissionLog | undefined }) {
    this.#database = database
    this.#submissions = submissions
    this.#path = path
    this.#log = new WriteAheadLog(database, path)
  }

  /** Resolves when the write is durable. Writes are applied in the order of the calls. */
  write(apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ apply, resolve, reject })
      this.#schedule()
    })
  }

  /** Writes with the next commit, in the order of the calls, or at most `WRITE_LATER_MS` later. Ignores an error. */
  writeLater(apply: () => void): void {
    this.#pending.push({ apply, resolve: nothing, reject: nothing })
    this.#laterTimer ??= setTimeout(() => this.#schedule(), WRITE_LATER_MS)
  }

  /** Writes what is waiting, synchronously, and closes the logs. */
  close(): void {
    const batch = this.#commit()
    if (batch.length > 0 || this.#isFlushing)
      this.#settle(
        batch,
        attempt(() => {
          this.#log.flushNow()
          this.#submissions?.flushNow()
        }),
      )
    this.#log.close()
    this.#submissions?.close()
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isFlushing) return
    this.#isScheduled = true
    setImmediate(() => void this.#flush())
  }

  async #flush(): Promise<void> {
    this.#isScheduled = false
    const batch = this.#commit()
    if (batch.length === 0) return
    this.#isFlushing = true
    const problem = await Promise.all([this.#log.flush(), this.#submissions?.flush()]).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    this.#isFlushing = false
    this.#settle(batch, problem)
    if (this.#pending.length > 0) this.#schedule()
  }

  /** Commits what is waiting. Returns the writes that still need a flush; the others have been rejected. */
  #commit(): readonly Pending[] {
    clearTimeout(this.#laterTimer)
    this.#laterTimer = undefined
    const batch = this.#pending
    this.#pending = []
    return batch.length === 0 ? batch : this.#commitAll(batch)
  }

  #commitAll(batch: readonly Pending[]): readonly Pending[] {
    const problem = attempt(() => {
      if (this.#broken !== undefined) throw this.#broken
      this.#log.prepare()
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { apply } of batch) apply()
      this.#submissions?.reserve()
      this.#database.exec('COMMIT')
      this.#submissions?.append()
    })
    if (problem === undefined) return batch
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#submissions?.discard()
    const { error } = problem
    const isDisk = this.#broken !== undefined || StateNotWritableError.explains(error)
    // One write is invalid: each is committed on its own, so that the others are not lost with it.
    if (!isDisk && batch.length > 1) return batch.flatMap((one) => this.#commitAll([one]))
    const reason = StateNotWritableError.explains(error) ? new StateNotWritableError(this.#path, error) : error
    for (const { reject } of batch) reject(reason)
    return []
  }

  #settle(batch: readonly Pending[], problem: Problem): void {
    if (problem !== undefined) this.#broken = new StateNotWritableError(this.#path, problem.error)
    for (const { resolve, reject } of batch) {
      if (problem === undefined) resolve()
      else reject(this.#broken)
    }
  }
}

type Problem = { readonly error: unknown } | undefined

function attempt(work: () => void): Problem {
  try {
    work()
    return undefined
  } catch (error) {
    return { error }
  }
}

function nothing() {
  return undefined
}
