import type { DatabaseSync } from 'node:sqlite'

/**
 * What a lost record makes doubtful. After a journal was rebuilt, a job that it does not know may have been submitted all the same. The jobs
 * that a manifest has then are written down, so that those that are added later are not doubted.
 */
export class Doubts {
  readonly #manifest: string
  readonly #has
  readonly #set
  readonly #add
  readonly #all

  constructor(database: DatabaseSync, manifest: string) {
    this.#manifest = manifest
    this.#has = database.prepare('SELECT 1 AS found FROM facts WHERE name = ?')
    this.#set = database.prepare('INSERT OR IGNORE INTO facts VALUES (?)')
    this.#add = database.prepare('INSERT OR IGNORE INTO doubts (manifest, job) VALUES (?, ?)')
    this.#all = database.prepare('SELECT job FROM doubts WHERE manifest = ?')
  }

  /** Whether the jobs of this manifest are still to be noted. */
  get isOpen(): boolean {
    return this.#has.get('rebuilt') !== undefined && this.#has.get(this.#noted) === undefined
  }

  /** Notes that records may have been lost. To be called inside a write of the journal. */
  raise(): void {
    this.#set.run('rebuilt')
  }

  /** Doubts these jobs of the manifest, and no others. To be called inside a write of the journal. */
  note(jobs: Iterable<string>): void {
    for (const job of jobs) this.#add.run(this.#manifest, job)
    this.#set.run(this.#noted)
  }

  /** Ids of the jobs in doubt. */
  all(): ReadonlySet<string> {
    return new Set(this.#all.all(this.#manifest).map((row) => String(row['job'])))
  }

  get #noted(): string {
    return `noted ${this.#manifest}`
  }
}
