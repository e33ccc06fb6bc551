import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError } from '../errors/journal-damaged-error.ts'
import { Attempts } from './attempts.ts'
import { Doubts } from './doubts.ts'
import { Files } from './files.ts'
import { GroupCommit } from './group-commit.ts'
import { Inputs } from './inputs.ts'
import { Jobs } from './jobs.ts'
import { Lockfiles } from './lockfiles.ts'
import { Notices } from './notices.ts'
import { guarded, openDatabase, openDatabaseReadOnly } from './open-database.ts'
import type { JobRecord } from './records.ts'
import { type References, readReferences } from './references.ts'
import { Runs } from './runs.ts'
import { salvage } from './salvage.ts'
import { SharedArtifacts } from './shared-artifacts.ts'
import { Uploads } from './uploads.ts'

/**
 * What a state folder knows, durably: where jobs stand, what was submitted, what was uploaded, which files were written.
 * Everything is written inside `write`, whose promise settles when it is on the disk.
 */
export class Journal {
  readonly jobs: Jobs
  readonly attempts: Attempts
  readonly files: Files
  readonly uploads: Uploads
  readonly inputs: Inputs
  readonly lockfiles: Lockfiles
  readonly doubts: Doubts
  readonly notices: Notices
  readonly runs: Runs
  readonly sharedArtifacts: SharedArtifacts
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #commits: GroupCommit

  private constructor(path: string, { database, manifest }: { readonly database: DatabaseSync; readonly manifest: string }) {
    this.#path = path
    this.#database = database
    this.#commits = new GroupCommit(database, path)
    this.jobs = new Jobs(database, manifest)
    this.attempts = new Attempts(database)
    this.files = new Files(database, manifest)
    this.uploads = new Uploads(database)
    this.inputs = new Inputs(database)
    this.lockfiles = new Lockfiles(database)
    this.doubts = new Doubts(database, manifest)
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
    return new Journal(path, { database: openDatabase(path, manifest), manifest })
  }

  /** For looking only, also while a run writes. */
  static openReadOnly(path: string, manifestPath: string): Journal {
    const manifest = basename(manifestPath)
    return new Journal(path, { database: openDatabaseReadOnly(path, manifest), manifest })
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
      return this.jobs.all()
    })
  }

  /** Takes over what can still be read of a damaged journal. Returns how many records; for what is not among them, there are doubts. */
  salvage(damaged: string): number {
    this.doubts.raise()
    return salvage(damaged, this.#database)
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
