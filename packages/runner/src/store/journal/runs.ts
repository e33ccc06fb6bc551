import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { optional, type Row, type RunRecord, text } from './records.ts'

/** How many of the latest runs of a manifest the report shows. The clips of older runs no longer exist. */
export const MAX_RUNS_REPORTED = 12

/** Number of runs that no report shows any more, and of their events. `bytes` is the size of these events. */
export type OldRuns = { readonly runs: number; readonly events: number; readonly bytes: number }

/** The table of runs and their events. Events are only shown in reports; job states and payments are in other tables. */
export class Runs {
  readonly #save
  readonly #latest
  readonly #event
  readonly #events
  readonly #lastAt
  readonly #all
  readonly #eventsBut
  readonly #prune
  readonly #pruneEvents

  constructor(database: DatabaseSync) {
    this.#save = database.prepare(
      'INSERT OR REPLACE INTO runs (id, verb, manifest, started_at, finished_at, outcome) VALUES (?, ?, ?, ?, ?, ?)',
    )
    // Sorted by row id, not by start time, because clocks may be set back. Only one run writes at a time.
    this.#latest = database.prepare('SELECT * FROM runs ORDER BY rowid DESC LIMIT ?')
    this.#event = database.prepare('INSERT INTO events (run, at, event) VALUES (?, ?, ?)')
    this.#events = database.prepare('SELECT event FROM events WHERE run = ? ORDER BY seq')
    this.#lastAt = database.prepare('SELECT at FROM events ORDER BY seq DESC LIMIT 1')
    this.#all = database.prepare('SELECT * FROM runs ORDER BY rowid DESC')
    this.#eventsBut = database.prepare(
      'SELECT count(*) AS events, sum(length(CAST(event AS BLOB))) AS bytes FROM events WHERE run NOT IN (SELECT value FROM json_each(?))',
    )
    this.#prune = database.prepare('DELETE FROM runs WHERE id NOT IN (SELECT value FROM json_each(?))')
    this.#pruneEvents = database.prepare('DELETE FROM events WHERE run NOT IN (SELECT value FROM json_each(?))')
  }

  /** Call it inside `Journal.write`. */
  save(run: RunRecord): void {
    this.#save.run(run.id, run.verb, run.manifest, run.startedAt, run.finishedAt ?? null, run.outcome ?? null)
  }

  /** The latest run of a manifest. */
  last(manifestPath: string): RunRecord | undefined {
    const row = this.#all.all().find(({ manifest }) => basename(String(manifest)) === basename(manifestPath))
    return row === undefined ? undefined : runOf(row)
  }

  /** The latest runs, oldest first. */
  latest(count: number): RunRecord[] {
    return this.#latest.all(count).map(runOf).toReversed()
  }

  /** Call it inside `Journal.write`. */
  addEvent(event: { readonly run: string; readonly at: string }): void {
    this.#event.run(event.run, event.at, JSON.stringify(event))
  }

  /** ISO time of the last event written. An earlier event may have a later time, because clocks may be set. */
  lastAt(): string | undefined {
    const row = this.#lastAt.get()
    return row && text(row, 'at')
  }

  eventsOf(run: string): unknown[] {
    return this.#events.all(run).map((row) => JSON.parse(text(row, 'event')) as unknown)
  }

  /** The size of old runs: all but the last `RUNS_TOLD` of each manifest. */
  old(): OldRuns {
    const { kept, runs } = this.#kept()
    const row = this.#eventsBut.get(JSON.stringify(kept))
    return { runs: runs - kept.length, events: Number(row?.['events']), bytes: Number(row?.['bytes'] ?? 0) }
  }

  /** Deletes old runs. Call it inside `Journal.write`, while no run is active. */
  forgetOld(): void {
    const kept = JSON.stringify(this.#kept().kept)
    this.#prune.run(kept)
    this.#pruneEvents.run(kept)
  }

  /** Manifests are identified by file name, as everywhere in the journal, so that a project can be moved. */
  #kept(): { readonly kept: readonly string[]; readonly runs: number } {
    const all = this.#all.all().map((row) => ({ id: text(row, 'id'), manifest: basename(text(row, 'manifest')) }))
    const kept = [...Map.groupBy(all, ({ manifest }) => manifest).values()].flatMap((runs) => runs.slice(0, MAX_RUNS_REPORTED))
    return { kept: kept.map(({ id }) => id), runs: all.length }
  }
}

function runOf(row: Row): RunRecord {
  return {
    id: text(row, 'id'),
    verb: text(row, 'verb'),
    manifest: text(row, 'manifest'),
    startedAt: text(row, 'started_at'),
    ...optional('finishedAt', row['finished_at'], String),
    ...optional('outcome', row['outcome'], String),
  }
}

/** Notices that the user has seen once, so that later runs do not repeat them. */
export class Notices {
  readonly #has
  readonly #add

  constructor(database: DatabaseSync) {
    this.#has = database.prepare('SELECT 1 AS found FROM facts WHERE name = ?')
    this.#add = database.prepare('INSERT OR IGNORE INTO facts VALUES (?)')
  }

  /** Whether the outcome of the submission with this key was reported. */
  has(key: string): boolean {
    return this.#has.get(`told ${key}`) !== undefined
  }

  /** Call it inside `Journal.write`. */
  add(key: string): void {
    this.#add.run(`told ${key}`)
  }
}

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

  /** Call it inside `Journal.write`. */
  save(path: string, sha256: string): void {
    this.#save.run(path, sha256)
  }

  /**
   * Notes that lockfiles may lack records of the journal. Call it inside the write before the first change of a job: a run that is killed
   * after that leaves finished jobs that are in no lockfile.
   */
  forget(): void {
    this.#forget.run()
  }

  /** SHA-256 (hex) of the text that was last written to this path. */
  find(path: string): string | undefined {
    const sha256 = this.#find.get(path)?.['sha256']
    return sha256 === undefined ? undefined : String(sha256)
  }
}
