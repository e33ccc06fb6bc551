import type { DatabaseSync } from 'node:sqlite'
import type { InFlight } from '../lockfile.ts'
import { optional, text } from './records.ts'

/** That a job may have been submitted. `since`: ISO time before the submission, where that is known. */
export type MaybeSent = { readonly since?: string }

/**
 * Jobs that may have been submitted though no record says so: those that a rebuilt journal does not know, and those that a lockfile says are in
 * flight by a run that is not in this journal. They are written down once, so that jobs that are added later are not among them, and stay until
 * something is known of them.
 */
export class MaybeSentJobs {
  readonly #manifest: string
  readonly #has
  readonly #set
  readonly #add
  readonly #all
  readonly #find
  readonly #settle

  constructor(database: DatabaseSync, manifest: string) {
    this.#manifest = manifest
    this.#has = database.prepare('SELECT 1 AS found FROM facts WHERE name = ?')
    this.#set = database.prepare('INSERT OR IGNORE INTO facts VALUES (?)')
    this.#add = database.prepare('INSERT OR IGNORE INTO doubts (manifest, job, since) VALUES (?, ?, ?)')
    this.#all = database.prepare('SELECT job, since FROM doubts WHERE manifest = ?')
    this.#find = database.prepare('SELECT 1 FROM doubts WHERE manifest = ? AND job = ?')
    this.#settle = database.prepare('DELETE FROM doubts WHERE manifest = ? AND job = ?')
  }

  /** Whether the jobs of this manifest are still to be noted. */
  get needsNoting(): boolean {
    return this.#has.get('rebuilt') !== undefined && this.#has.get(this.#noted) === undefined
  }

  /** Notes that records may have been lost. To be called inside a write of the journal. */
  noteLostRecords(): void {
    this.#set.run('rebuilt')
  }

  /** Notes these jobs of the manifest, and no others. To be called inside a write of the journal. */
  note(jobs: Iterable<string>): void {
    for (const job of jobs) this.#add.run(this.#manifest, job, null)
    this.#set.run(this.#noted)
  }

  /** Whether a run that a lockfile tells of is one of this journal, or its jobs were noted. */
  knowsRun(run: string): boolean {
    return this.#has.get(runFact(run)) !== undefined
  }

  /** Notes that a lockfile tells of this run, which is one of this journal. To be called inside a write of the journal. */
  noteRun(run: string): void {
    this.#set.run(runFact(run))
  }

  /** Notes what a run of another journal left in flight. To be called inside a write of the journal. */
  noteInFlight({ run, since, jobs }: InFlight): void {
    for (const job of jobs) this.#add.run(this.#manifest, job, since)
    this.noteRun(run)
  }

  /** Something is known of a job. To be called inside a write of the journal. */
  settle(job: string): void {
    this.#settle.run(this.#manifest, job)
  }

  has(job: string): boolean {
    return this.#find.get(this.#manifest, job) !== undefined
  }

  /** The jobs in doubt, by id. */
  all(): Map<string, MaybeSent> {
    return new Map(this.#all.all(this.#manifest).map((row) => [text(row, 'job'), optional('since', row['since'], String)]))
  }

  get #noted(): string {
    return `noted ${this.#manifest}`
  }
}

function runFact(run: string): string {
  return `run ${run}`
}
