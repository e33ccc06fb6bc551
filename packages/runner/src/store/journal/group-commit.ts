import type { DatabaseSync } from 'node:sqlite'
import { RunnerError } from '../../errors/runner-error.ts'
import { StateNotWritableError } from '../../errors/state-errors.ts'
import type { JournalHome } from './home/journal-home.ts'

type Pending = { readonly apply: () => void; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/** Longest time until a write that no caller waits for is committed. */
const WRITE_LATER_MS = 100

/**
 * Collects writes and commits them together: a flush takes milliseconds, and a batch of hundreds takes no longer than a single write. While
 * one batch is flushed, the next one is collected. A write's promise resolves when it is durable in the journal's home, and rejects with a
 * `StateNotWritableError` if the disk refuses it, or with the home's own error.
 */
export class GroupCommit {
  readonly #database: DatabaseSync
  readonly #path: string
  readonly #home: JournalHome
  #pending: Pending[] = []
  #isScheduled = false
  #isFlushing = false
  #laterTimer: NodeJS.Timeout | undefined
  /**
   * The error of a failed flush. It is unknown what reached the home, and a second flush might succeed without writing it, so no write
   * follows.
   */
  #broken: unknown

  /** @param path of the database, for errors */
  constructor(database: DatabaseSync, { path, home }: { readonly path: string; readonly home: JournalHome }) {
    this.#database = database
    this.#home = home
    this.#path = path
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

  /** Commits what is waiting, flushes it if the home can do so synchronously, and closes the home. */
  close(): void {
    const batch = this.#commit()
    if (this.#home.flushNow === undefined) void this.#flushed(batch)
    else if (batch.length > 0 || this.#isFlushing)
      this.#settle(
        batch,
        attempt(() => this.#home.flushNow?.()),
      )
    this.#home.close()
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
    await this.#flushed(batch)
    this.#isFlushing = false
    if (this.#pending.length > 0) this.#schedule()
  }

  async #flushed(batch: readonly Pending[]): Promise<void> {
    const problem = await this.#home.flush().then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    this.#settle(batch, problem)
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
      this.#home.beforeWrites()
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { apply } of batch) apply()
      this.#home.beforeCommit()
      this.#database.exec('COMMIT')
      this.#home.afterCommit()
    })
    if (problem === undefined) return batch
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#home.afterRollback()
    const { error } = problem
    const isDisk = this.#broken !== undefined || StateNotWritableError.explains(error)
    // One write is invalid: each is committed on its own, so that the others are not lost with it.
    if (!isDisk && batch.length > 1) return batch.flatMap((one) => this.#commitAll([one]))
    const reason = StateNotWritableError.explains(error) ? new StateNotWritableError(this.#path, error) : error
    for (const { reject } of batch) reject(reason)
    return []
  }

  #settle(batch: readonly Pending[], problem: Problem): void {
    if (problem !== undefined)
      this.#broken = problem.error instanceof RunnerError ? problem.error : new StateNotWritableError(this.#path, problem.error)
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
