import { basename } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { optional, type Row, type RunRecord, text } from './records.ts'

/** Earlier runs of a manifest than these are told of nowhere: the bars of their timelines would be of clips that are long gone. */
export const MAX_RUNS_REPORTED = 12

/** What is kept of runs that are told of nowhere any more. `bytes` is what their events take. */
export type OldRuns = { readonly runs: number; readonly events: number; readonly bytes: number }

/** Runs and their events. Where jobs stand, and what was paid, is written elsewhere: events are for looking back. */
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
    // Not by the time at which they began: clocks are set back. There is one at a time.
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

  /** To be called inside a write of the journal. */
  save(run: RunRecord): void {
    this.#save.run(run.id, run.verb, run.manifest, run.startedAt, run.finishedAt ?? null, run.outcome ?? null)
  }

  /** The run of a manifest that began last. */
  last(manifestPath: string): RunRecord | undefined {
    const row = this.#all.all().find(({ manifest }) => basename(String(manifest)) === basename(manifestPath))
    return row === undefined ? undefined : runOf(row)
  }

  /** The runs that began last, oldest first. */
  latest(count: number): RunRecord[] {
    return this.#latest.all(count).map(runOf).toReversed()
  }

  /** To be called inside a write of the journal. */
  addEvent(event: { readonly run: string; readonly at: string }): void {
    this.#event.run(event.run, event.at, JSON.stringify(event))
  }

  /** ISO time of what was written down last, which need not be the latest: clocks are set. */
  lastAt(): string | undefined {
    const row = this.#lastAt.get()
    return row && text(row, 'at')
  }

  eventsOf(run: string): unknown[] {
    return this.#events.all(run).map((row) => JSON.parse(text(row, 'event')) as unknown)
  }

  /** How much there is of runs that are not told of any more: all but the last of each manifest. */
  old(): OldRuns {
    const { kept, runs } = this.#kept()
    const row = this.#eventsBut.get(JSON.stringify(kept))
    return { runs: runs - kept.length, events: Number(row?.['events']), bytes: Number(row?.['bytes'] ?? 0) }
  }

  /** Forgets them. To be called inside a write of the journal, while no run is under way. */
  forgetOld(): void {
    const kept = JSON.stringify(this.#kept().kept)
    this.#prune.run(kept)
    this.#pruneEvents.run(kept)
  }

  /** Manifests are known by their names, as everywhere in the journal: a folder that was moved, or checked out anew, has the same ones. */
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
