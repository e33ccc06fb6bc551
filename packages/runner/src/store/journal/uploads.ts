import type { DatabaseSync } from 'node:sqlite'
import type { UploadRecord } from './records.ts'

/** Which files a provider already holds. */
export class Uploads {
  readonly #save
  readonly #find

  constructor(database: DatabaseSync) {
    this.#save = database.prepare(
      'INSERT OR REPLACE INTO uploads (source, provider, account, operation, value, uploaded_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#find = database.prepare('SELECT value FROM uploads WHERE source = ? AND provider = ? AND account = ? AND operation = ?')
  }

  /** To be called inside a write of the journal. */
  save({ source, provider, account, operation, value }: UploadRecord): void {
    this.#save.run(source, provider, account, operation, value, new Date().toISOString())
  }

  /** The id a file has at the provider, if it was uploaded before. */
  find({ source, provider, account, operation }: Omit<UploadRecord, 'value'>): string | undefined {
    const value = this.#find.get(source, provider, account, operation)?.['value']
    return value === undefined ? undefined : String(value)
  }
}
