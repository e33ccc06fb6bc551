import type { DatabaseSync } from 'node:sqlite'

/** What the user was told once, and need not be told with every run. */
export class Notices {
  readonly #has
  readonly #add

  constructor(database: DatabaseSync) {
    this.#has = database.prepare('SELECT 1 AS found FROM facts WHERE name = ?')
    this.#add = database.prepare('INSERT OR IGNORE INTO facts VALUES (?)')
  }

  /** Whether it was told what became of the submission under a key. */
  has(key: string): boolean {
    return this.#has.get(`told ${key}`) !== undefined
  }

  /** To be called inside a write of the journal. */
  add(key: string): void {
    this.#add.run(`told ${key}`)
  }
}
