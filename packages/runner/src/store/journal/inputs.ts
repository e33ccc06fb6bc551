import type { DatabaseSync } from 'node:sqlite'

/** An input file as it was when it was hashed. */
export type InputFacts = { readonly path: string; readonly bytes: number; readonly modifiedMs: number }

/** Hashes of input files, so that an unchanged one is not read again. */
export class Inputs {
  readonly #save
  readonly #find

  constructor(database: DatabaseSync) {
    this.#save = database.prepare('INSERT OR REPLACE INTO inputs (path, bytes, modified_ms, sha256) VALUES (?, ?, ?, ?)')
    this.#find = database.prepare('SELECT sha256 FROM inputs WHERE path = ? AND bytes = ? AND modified_ms = ?')
  }

  /** To be called inside a write of the journal. */
  save({ path, bytes, modifiedMs }: InputFacts, sha256: string): void {
    this.#save.run(path, bytes, modifiedMs, sha256)
  }

  /** The hash, unless the file changed since. */
  find({ path, bytes, modifiedMs }: InputFacts): string | undefined {
    const sha256 = this.#find.get(path, bytes, modifiedMs)?.['sha256']
    return sha256 === undefined ? undefined : String(sha256)
  }
}
