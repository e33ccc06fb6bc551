import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import { Attempts } from './attempts.ts'
import { SharedArtifacts, WrittenFiles } from './files.ts'
import { GroupCommit } from './group-commit.ts'
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
 * What a state folder knows, durably: where jobs stand, what was submitted, what was uploaded, which files were written.
 * Everything is written inside `write`, whose promise settles when it is on the disk.
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
  /** None for a journal in memory. */
  readonly #submissions: SubmissionLog | undefined
  readonly #nextSeq

  private constructor(path: string, { database, manifest, submissions }: Parts) {
    this.#path = path
    this.#database = database
    this.#submissions = submissions
    this.#commits = new GroupCommit(database, { path, submissions })
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
   * @param manifestPath the manifest whose jobs and files are meant; those of others in the same folder are told apart by its name
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static open(path: string, manifestPath: string): Journal {
    const manifest = basename(manifestPath)
    const submissions = path === ':memory:' ? undefined : new SubmissionLog(submissionLogPath(path))
    return new Journal(path, { database: openDatabase(path, manifest), manifest, submissions })
  }

  /**
   * For looking only, also while a run writes.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openReadOnly(path: string, manifestPath: string): Journal {
    return Journal.#openComplete(path, { manifestPath, open: openDatabaseReadOnly })
  }

  /**
   * The same, also where nothing was run: that journal is empty.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openToLook(path: string, manifestPath: string): Journal {
    return existsSync(path) ? Journal.openReadOnly(path, manifestPath) : Journal.open(':memory:', manifestPath)
  }

  /**
   * The same for what writes without being a run, which alone brings up to date what lost something.
   *
   * @throws {JournalDamagedError | JournalTooNewError}
   */
  static openComplete(path: string, manifestPath: string): Journal {
    return Journal.#openComplete(path, { manifestPath, open: openDatabase })
  }

  static #openComplete(
    path: string,
    { manifestPath, open }: { readonly manifestPath: string; readonly open: typeof openDatabase },
  ): Journal {
    const manifest = basename(manifestPath)
    const journal = new Journal(path, { database: open(path, manifest), manifest, submissions: new SubmissionLog(submissionLogPath(path)) })
    if (!journal.isBehind) return journal
    journal.close()
    throw new JournalDamagedError(path, 'it lacks submissions that submissions.log tells of')
  }

  /**
   * Looks through all of it for damage. Returns where its jobs stand.
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

  /** Takes over what can still be read of a damaged journal. Returns how many records; jobs that are not among them may have been sent. */
  salvage(damaged: string): number {
    this.maybeSent.noteLostRecords()
    return salvage(damaged, this.#database)
  }

  /**
   * Whether the log of submissions tells of more than this does: then this was cut off, replaced, or made anew.
   *
   * @throws {StateNotWritableError} the log cannot be read
   */
  get isBehind(): boolean {
    return this.#lost().entries.length > 0
  }

  /**
   * Takes over what the log of submissions tells beyond this. Returns how many submissions that was; where a part of the log cannot be read
   * either, jobs may have been sent.
   *
   * @throws {StateNotWritableError} the log cannot be read
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

  /** The log is read first: a run that goes on meanwhile writes there what it has written here. */
  #lost(): LogContent {
    const { entries, isDamaged } = this.#submissions?.read() ?? { entries: [], isDamaged: false }
    const known = this.#seq
    return { entries: entries.filter(({ seq }) => seq > known), isDamaged }
  }

  /** Leaves in the log of submissions only those that are not over. To be called between writes, when the lockfile tells of the others. */
  async settle(): Promise<void> {
    if (this.#submissions === undefined || !existsSync(submissionLogPath(this.#path))) return
    await this.#submissions.rewrite(this.attempts.open(), this.#seq)
  }

  /** The number of the last line in the log of submissions. */
  get #seq(): number {
    return Number(this.#database.prepare('SELECT seq FROM submission_log').get()?.['seq'] ?? 0)
  }

  /** What is still needed of the files beside it, over all manifests of the folder. */
  references(): References {
    return readReferences(this.#database)
  }

  /** Durable once the promise resolves; writes that come together share one flush. */
  write(apply: () => void): Promise<void> {
    return this.#commits.write(apply)
  }

  /** For what nobody has to wait for: it is written with the next write, or a moment later, and in the order of the calls. */
  note(apply: () => void): void {
    this.#commits.note(apply)
  }

  /** For many looks in a row: all see the same moment, and the file is locked once for them. */
  read<T>(look: () => T): T {
    this.#database.exec('BEGIN')
    try {
      return look()
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  /**
   * Gives the room of what was deleted back to the disk. To be called by the holder of the state folder, outside of any write.
   *
   * @throws {StateNotWritableError} it takes room for a copy of what is left
   */
  compact(): void {
    guarded(this.#path, () => this.#database.exec('VACUUM'))
  }

  /** A number that changes when another connection has written something. */
  get version(): number {
    return Number(this.#database.prepare('PRAGMA data_version').get()?.['data_version'])
  }

  /** Writes what is waiting and lets the file go. */
  close(): void {
    if (!this.#database.isOpen) return
    this.#commits.close()
    this.#database.close()
  }
}

type Parts = { readonly database: DatabaseSync; readonly manifest: string; readonly submissions: SubmissionLog | undefined }

/** Where the log of submissions lies of a journal. */
export function submissionLogPath(journal: string): string {
  return join(dirname(journal), 'submissions.log')
}
