import type { DatabaseSync } from 'node:sqlite'
import type { InFlight } from '../lockfile.ts'
import { optional, text } from './records.ts'

/**
 * A job may have been submitted. `sentBefore`: ISO time from which the age of its key counts: the start of the run that the lockfile names, or
 * empty for a key that counts as old. Absent for jobs of a rebuilt journal: when they were sent is not known, and their keys do not count as old.
 */
export type MaybeSent = { readonly sentBefore?: string }

/**
 * Jobs that may have been submitted without a record: jobs that a rebuilt journal does not know, and jobs that a lockfile lists as in
 * flight in a run of another journal. They are noted once, so that jobs that are added later are not affected, and removed when their
 * outcome is known.
 */
export class MaybeSentJobs {
  readonly #manifest: string
  readonly #has
  readonly #set
  readonly #add
  readonly #all
  readonly #find
  readonly #remove

  constructor(database: DatabaseSync, manifest: string) {
    this.#manifest = manifest
    this.#has = database.prepare('SELECT 1 AS found FROM facts WHERE name = ?')
    this.#set = database.prepare('INSERT OR IGNORE INTO facts VALUES (?)')
    this.#add = database.prepare('INSERT OR IGNORE INTO doubts (manifest, job, since) VALUES (?, ?, ?)')
    this.#all = database.prepare('SELECT job, since FROM doubts WHERE manifest = ?')
    this.#find = database.prepare('SELECT 1 FROM doubts WHERE manifest = ? AND job = ?')
    this.#remove = database.prepare('DELETE FROM doubts WHERE manifest = ? AND job = ?')
  }

  /** Whether the journal was rebuilt and the jobs of this manifest are not noted yet. */
  get needsNoting(): boolean {
    return this.#has.get('rebuilt') !== undefined && this.#has.get(this.#noted) === undefined
  }

  /** Notes that records may be lost. Call it inside `Journal.write`. */
  noteLostRecords(): void {
    this.#set.run('rebuilt')
  }

  /** Notes these jobs of the manifest, and that no others are affected. Call it inside `Journal.write`. */
  note(jobs: Iterable<string>): void {
    for (const job of jobs) this.#add.run(this.#manifest, job, null)
    this.#set.run(this.#noted)
  }

  /** Whether a run that a lockfile names belongs to this journal, or its jobs are noted. */
  knowsRun(run: string): boolean {
    return this.#has.get(runFact(run)) !== undefined
  }

  /** Notes that a run in a lockfile belongs to this journal. Call it inside `Journal.write`. */
  noteRun(run: string): void {
    this.#set.run(runFact(run))
  }

  /** Notes the jobs that a run of another journal left in flight. Call it inside `Journal.write`. */
  noteInFlight({ run, since, jobs }: InFlight): void {
    for (const job of jobs) this.#add.run(this.#manifest, job, since)
    this.noteRun(run)
  }

  /** Removes a job whose outcome is known. Call it inside `Journal.write`. */
  remove(job: string): void {
    this.#remove.run(this.#manifest, job)
  }

  has(job: string): boolean {
    return this.#find.get(this.#manifest, job) !== undefined
  }

  /** All noted jobs, by id. */
  all(): Map<string, MaybeSent> {
    return new Map(this.#all.all(this.#manifest).map((row) => [text(row, 'job'), optional('sentBefore', row['since'], String)]))
  }

  get #noted(): string {
    return `noted ${this.#manifest}`
  }
}

function runFact(run: string): string {
  return `run ${run}`
}
