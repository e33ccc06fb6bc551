import type { DatabaseSync } from 'node:sqlite'
import type { UploadRecord } from './records.ts'

/** The table of files that providers hold. */
export class Uploads {
  readonly #save
  readonly #find

  constructor(database: DatabaseSync) {
    this.#save = database.prepare(
      'INSERT OR REPLACE INTO uploads (source, provider, account, operation, value, uploaded_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#find = database.prepare('SELECT value FROM uploads WHERE source = ? AND provider = ? AND account = ? AND operation = ?')
  }

  /** Call it inside `Journal.write`. */
  save({ source, provider, account, operation, value }: UploadRecord): void {
    this.#save.run(source, provider, account, operation, value, new Date().toISOString())
  }

  /** The id of a file at the provider, if it was uploaded before. */
  find({ source, provider, account, operation }: Omit<UploadRecord, 'value'>): string | undefined {
    const value = this.#find.get(source, provider, account, operation)?.['value']
    return value === undefined ? undefined : String(value)
  }
}

/** An input file as it was when it was hashed. */
type InputFacts = { readonly path: string; readonly bytes: number; readonly modifiedMs: number }

/** The table of input files' hashes, so that an unchanged file is not read again. */
export class Inputs {
  readonly #save
  readonly #find

  constructor(database: DatabaseSync) {
    this.#save = database.prepare('INSERT OR REPLACE INTO inputs (path, bytes, modified_ms, sha256) VALUES (?, ?, ?, ?)')
    this.#find = database.prepare('SELECT sha256 FROM inputs WHERE path = ? AND bytes = ? AND modified_ms = ?')
  }

  /** Call it inside `Journal.write`. */
  save({ path, bytes, modifiedMs }: InputFacts, sha256: string): void {
    this.#save.run(path, bytes, modifiedMs, sha256)
  }

  /** The hash (SHA-256, hex); undefined if the file changed since. */
  find({ path, bytes, modifiedMs }: InputFacts): string | undefined {
    const sha256 = this.#find.get(path, bytes, modifiedMs)?.['sha256']
    return sha256 === undefined ? undefined : String(sha256)
  }
}
