import type { DatabaseSync } from 'node:sqlite'

/** The lockfiles that were written from this journal. */
export class Lockfiles {
  readonly #save
  readonly #find
  readonly #forget

  constructor(database: DatabaseSync) {
    this.#save = database.prepare('INSERT OR REPLACE INTO lockfiles (path, sha256) VALUES (?, ?)')
    this.#find = database.prepare('SELECT sha256 FROM lockfiles WHERE path = ?')
    this.#forget = database.prepare('DELETE FROM lockfiles')
  }

  /** To be called inside a write of the journal. */
  save(path: string, sha256: string): void {
    this.#save.run(path, sha256)
  }

  /**
   * Says that no lockfile is known to tell what the journal tells. To be called inside the write that goes before the first change of a
   * job: a run that is killed after it leaves jobs that are done and in no lockfile.
   */
  forget(): void {
    this.#forget.run()
  }

  /** Hash of the text that was written last. */
  find(path: string): string | undefined {
    const sha256 = this.#find.get(path)?.['sha256']
    return sha256 === undefined ? undefined : String(sha256)
  }
}
