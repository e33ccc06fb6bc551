import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import { Attempts } from './attempts.ts'
import { SharedArtifacts, WrittenFiles } from './files.ts'
import { GroupCommit } from './group-commit.ts'
import type { JournalHome } from './home/journal-home.ts'
import { SqliteHome } from './home/sqlite-home.ts'
import { Jobs } from './jobs.ts'
import { MaybeSentJobs } from './maybe-sent.ts'
import { guarded, openDatabase, openDatabaseReadOnly } from './open-database.ts'
import type { JobRecord } from './records.ts'
import { type References, readReferences } from './references.ts'
import { Lockfiles, Notices, Runs } from './runs.ts'
import { salvage } from './salvage.ts'
import { type LogContent, redoSubmissions, SubmissionLog } from './submission-log.ts'
import { Inputs, Uploads } from './uploads.ts'

/**
 * What is remembered of a manifest: job states, submissions, uploads and written files. All changes are made inside `write`, whose promise
 * resolves when they are durable in the journal's home: the database of a state folder, or that of a fleet.
 */
export class Journal {
  readonly jobs: Jobs
  readonly attempts: Attempts
  readonly files: WrittenFiles
  readonly uploads: Uploads
  readonly inputs: Inputs
  readonly lockfiles: Lockfiles
  readonly maybeSent: MaybeSentJobs
  readonly notices: Notices
  readonly runs: Runs
  readonly sharedArtifacts: SharedArtifacts
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #commits: GroupCommit
  /** Undefined for a journal in memory, or of a fleet. */
  readonly #submissions: SubmissionLog | undefined
  readonly #nextSeq

  private constructor(path: string, { database, manifest, submissions, home }: Parts) {
    this.#path = path
    this.#database = database
    this.#submissions = submissions
    this.#commits = new GroupCommit(database, { path, home: home ?? new SqliteHome(database, { path, submissions }) })
    this.#nextSeq = database.prepare('INSERT INTO submission_log VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1 RETURNING seq')
    this.jobs = new Jobs(database, manifest)
    this.attempts = new Attempts(database, manifest, (attempt) => submissions?.add(attempt, () => Number(this.#nextSeq.get()?.['seq'])))
    this.files = new WrittenFiles(database, manifest)
    this.uploads = new Uploads(database)
    this.inputs = new Inputs(database)
    this.lockfiles = new Lockfiles(database)
    this.maybeSent = new MaybeSentJobs(database, manifest)
    this.notices = new Notices(database)
    this.runs = new Runs(database)
    this.sharedArtifacts = new SharedArtifacts(database)
  }

  /**
   * Opens the journal, or creates it.
   *
   * @param manifestPath its file name selects the jobs and files of this manifest from those of others in the same folder
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static open(path: string, manifestPath: string): Journal {
    const manifest = basename(manifestPath)
    const submissions = path === ':memory:' ? undefined : new SubmissionLog(submissionLogPath(path))
    return new Journal(path, { database: openDatabase(path, manifest), manifest, submissions })
  }

  /**
   * Opens the journal for reading, also while a run writes.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openReadOnly(path: string, manifestPath: string): Journal {
    return Journal.#openComplete(path, { manifestPath, open: openDatabaseReadOnly })
  }

  /**
   * Opens the journal for reading; an empty one in memory if there is none.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openToLook(path: string, manifestPath: string): Journal {
    return existsSync(path) ? Journal.openReadOnly(path, manifestPath) : Journal.open(':memory:', manifestPath)
  }

  /**
   * Opens the journal for writing outside a run. Only a run may repair a journal that has lost submissions.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openComplete(path: string, manifestPath: string): Journal {
    return Journal.#openComplete(path, { manifestPath, open: openDatabase })
  }

  /**
   * A journal over a database in memory that is kept elsewhere.
   *
   * @param place where it is kept, for errors
   */
  static keptIn(home: JournalHome, parts: { readonly place: string; readonly database: DatabaseSync; readonly manifest: string }): Journal {
    return new Journal(parts.place, { ...parts, home, submissions: undefined })
  }

  static #openComplete(
    path: string,
    { manifestPath, open }: { readonly manifestPath: string; readonly open: typeof openDatabase },
  ): Journal {
    const manifest = basename(manifestPath)
    const journal = new Journal(path, { database: open(path, manifest), manifest, submissions: new SubmissionLog(submissionLogPath(path)) })
    if (!journal.isBehind) return journal
    journal.close()
    throw new JournalDamagedError(path, 'it lacks submissions that are in submissions.log')
  }

  /**
   * Checks the whole database for damage. Returns the job records.
   *
   * @throws {JournalDamagedError}
   */
  check(): Map<string, JobRecord> {
    return guarded(this.#path, () => {
      const found = this.#database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
      if (found !== 'ok') throw new JournalDamagedError(this.#path, found)
      if (!this.jobs.areConsistent()) throw new JournalDamagedError(this.#path, 'a record of a job contradicts itself')
      return this.jobs.all()
    })
  }

  /** Copies what can still be read of a damaged journal, and notes that records may be lost. Returns the number of copied records. */
  salvage(damaged: string): number {
    this.maybeSent.noteLostRecords()
    return salvage(damaged, this.#database)
  }

  /**
   * Whether the submission log has entries that the journal lacks: then the journal was truncated, replaced or deleted.
   *
   * @throws {StateNotWritableError} if the log cannot be read
   */
  get isBehind(): boolean {
    return this.#lost().entries.length > 0
  }

  /**
   * Restores the submissions that the submission log has and the journal lacks. Returns their number. If a part of the log cannot be read
   * either, notes that records may be lost.
   *
   * @throws {StateNotWritableError} if the log cannot be read
   */
  async redo(): Promise<number> {
    const { entries, isDamaged } = this.#lost()
    if (entries.length === 0 && !(isDamaged && this.#seq === 0)) return 0
    const last = entries.reduce((highest, { seq }) => Math.max(highest, seq), this.#seq)
    await this.write(() => {
      redoSubmissions(entries, { database: this.#database, attempts: this.attempts })
      this.#database.prepare('INSERT OR REPLACE INTO submission_log VALUES (1, ?)').run(last)
      if (isDamaged) this.maybeSent.noteLostRecords()
    })
    return new Set(entries.map(({ key, job }) => `${key} ${job}`)).size
  }

  /** The entries that the journal lacks. Reads the log first: a run that is active meanwhile writes to the log after it commits here. */
  #lost(): LogContent {
    const { entries, isDamaged } = this.#submissions?.read() ?? { entries: [], isDamaged: false }
    const known = this.#seq
    return { entries: entries.filter(({ seq }) => seq > known), isDamaged }
  }

  /** Removes finished submissions from the submission log. Call it between writes, after the lockfile has recorded them. */
  async trimSubmissionLog(): Promise<void> {
    if (this.#submissions === undefined || !existsSync(submissionLogPath(this.#path))) return
    await this.#submissions.rewrite(this.attempts.unsettled(), this.#seq)
  }

  /** The number of the last line in the submission log. */
  get #seq(): number {
    return Number(this.#database.prepare('SELECT seq FROM submission_log').get()?.['seq'] ?? 0)
  }

  /** The artifacts and partial downloads that are still needed, over all manifests of the folder. */
  references(): References {
    return readReferences(this.#database)
  }

  /** Resolves when the write is durable. Writes at the same time share one flush. */
  write(apply: () => void): Promise<void> {
    return this.#commits.write(apply)
  }

  /** Writes without waiting: with the next write, or a moment later, in the order of the calls. Ignores an error. */
  writeLater(apply: () => void): void {
    this.#commits.writeLater(apply)
  }

  /** Runs several reads in one transaction: they see the same state, and lock the file once. */
  read<T>(look: () => T): T {
    this.#database.exec('BEGIN')
    try {
      return look()
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  /**
   * Returns the space of deleted rows to the disk. Only the holder of the state folder may call it, outside of `write`.
   *
   * @throws {StateNotWritableError} if the disk has no space for a copy of the remaining rows
   */
  compact(): void {
    guarded(this.#path, () => this.#database.exec('VACUUM'))
  }

  /** A number that changes when another connection has written. */
  get version(): number {
    return Number(this.#database.prepare('PRAGMA data_version').get()?.['data_version'])
  }

  /** Writes what is waiting, and closes the file. */
  close(): void {
    if (!this.#database.isOpen) return
    this.#commits.close()
    this.#database.close()
  }
}

type Parts = {
  readonly database: DatabaseSync
  readonly manifest: string
  readonly submissions: SubmissionLog | undefined
  /** Default: the file of the database. */
  readonly home?: JournalHome
}

/** The path of a journal's submission log. */
export function submissionLogPath(journal: string): string {
  return join(dirname(journal), 'submissions.log')
}
