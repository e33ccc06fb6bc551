import type { DatabaseSync } from 'node:sqlite'
import type { MediaFacts } from '../../job/job-state.ts'
import { type FileRecord, optional, type Row, text } from './records.ts'

/** The files that Shotlist wrote below a manifest's output folder. Any other file there is foreign. */
export class WrittenFiles {
  readonly #manifest: string
  readonly #save
  readonly #get
  readonly #all

  constructor(database: DatabaseSync, manifest: string) {
    this.#manifest = manifest
    this.#save = database.prepare(
      `INSERT INTO files (manifest, path, job, submission, state, sha256, bytes, modified_ms, media, written_at, replaces)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (manifest, path) DO UPDATE SET
         job = excluded.job, submission = excluded.submission, state = excluded.state, sha256 = excluded.sha256,
         bytes = excluded.bytes, modified_ms = excluded.modified_ms, media = excluded.media, written_at = excluded.written_at,
         replaces = excluded.replaces`,
    )
    this.#get = database.prepare('SELECT * FROM files WHERE manifest = ? AND path = ?')
    this.#all = database.prepare('SELECT * FROM files WHERE manifest = ?')
  }

  /** Call it inside `Journal.write`. */
  save(file: FileRecord): void {
    this.#save.run(
      this.#manifest,
      file.path,
      file.job,
      file.submission,
      file.state,
      file.sha256,
      file.bytes,
      file.modifiedMs ?? null,
      JSON.stringify(file.media),
      new Date().toISOString(),
      file.replaces ?? null,
    )
  }

  get(path: string): FileRecord | undefined {
    const row = this.#get.get(this.#manifest, path)
    return row === undefined ? undefined : fileOf(row)
  }

  /** All files, by path. */
  all(): Map<string, FileRecord> {
    return new Map(this.#all.all(this.#manifest).map((row) => [text(row, 'path'), fileOf(row)]))
  }
}

function fileOf(row: Row): FileRecord {
  return {
    path: text(row, 'path'),
    job: text(row, 'job'),
    submission: text(row, 'submission'),
    state: row['state'] === 'placed' ? 'placed' : 'checked',
    sha256: text(row, 'sha256'),
    bytes: Number(row['bytes']),
    ...optional('modifiedMs', row['modified_ms'], Number),
    media: JSON.parse(text(row, 'media')) as MediaFacts,
    ...optional('replaces', row['replaces'], String),
  }
}

/** Renders that a shared store is known to hold, so that the store is not asked again. */
export class SharedArtifacts {
  readonly #add
  readonly #all

  constructor(database: DatabaseSync) {
    this.#add = database.prepare('INSERT OR IGNORE INTO shared (store, fingerprint) VALUES (?, ?)')
    this.#all = database.prepare('SELECT fingerprint FROM shared WHERE store = ?')
  }

  /** Call it inside `Journal.write`. */
  add(store: string, fingerprint: string): void {
    this.#add.run(store, fingerprint)
  }

  /** Fingerprints of the renders that a store holds. */
  of(store: string): Set<string> {
    return new Set(this.#all.all(store).map((row) => String(row['fingerprint'])))
  }
}
