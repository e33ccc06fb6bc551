import type { DatabaseSync } from 'node:sqlite'

/** Which renders a store shared between machines holds for certain, so that it need not be asked again. */
export class SharedArtifacts {
  readonly #add
  readonly #all

  constructor(database: DatabaseSync) {
    this.#add = database.prepare('INSERT OR IGNORE INTO shared (store, fingerprint) VALUES (?, ?)')
    this.#all = database.prepare('SELECT fingerprint FROM shared WHERE store = ?')
  }

  /** To be called inside a write of the journal. */
  add(store: string, fingerprint: string): void {
    this.#add.run(store, fingerprint)
  }

  /** Fingerprints of the renders a store holds. */
  of(store: string): Set<string> {
    return new Set(this.#all.all(store).map((row) => String(row['fingerprint'])))
  }
}
