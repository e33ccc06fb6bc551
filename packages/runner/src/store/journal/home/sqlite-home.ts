import type { DatabaseSync } from 'node:sqlite'
import type { SubmissionLog } from '../submission-log.ts'
import type { JournalHome } from './journal-home.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** The home of a journal on this machine: the file of its SQLite database, and the submission log beside it. In memory, nothing is kept. */
export class SqliteHome implements JournalHome {
  readonly #log: WriteAheadLog
  readonly #submissions: SubmissionLog | undefined

  /**
   * @param path of the database
   * @param submissions the submission log, which is written and flushed with every commit
   */
  constructor(database: DatabaseSync, { path, submissions }: { readonly path: string; readonly submissions?: SubmissionLog | undefined }) {
    this.#log = new WriteAheadLog(database, path)
    this.#submissions = submissions
  }

  beforeWrites(): void {
    this.#log.prepare()
  }

  beforeCommit(): void {
    this.#submissions?.reserve()
  }

  afterCommit(): void {
    this.#submissions?.append()
  }

  afterRollback(): void {
    this.#submissions?.discard()
  }

  async flush(): Promise<void> {
    await Promise.all([this.#log.flush(), this.#submissions?.flush()])
  }

  flushNow(): void {
    this.#log.flushNow()
    this.#submissions?.flushNow()
  }

  close(): void {
    this.#log.close()
    this.#submissions?.close()
  }
}
