import type { DatabaseSync } from 'node:sqlite'
import type { RunRecord } from './records.ts'
import { optional, type Row, text } from './row.ts'

/** Runs and their events. */
export class Runs {
  readonly #save
  readonly #last
  readonly #latest
  readonly #event
  readonly #events

  constructor(database: DatabaseSync) {
    this.#save = database.prepare(
      'INSERT OR REPLACE INTO runs (id, verb, manifest, started_at, finished_at, outcome) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#last = database.prepare('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT 1')
    this.#latest = database.prepare('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?')
    this.#event = database.prepare('INSERT INTO events (run, at, event) VALUES (?, ?, ?)')
    this.#events = database.prepare('SELECT event FROM events WHERE run = ? ORDER BY seq')
  }

  /** To be called inside a write of the journal. */
  save(run: RunRecord): void {
    this.#save.run(run.id, run.verb, run.manifest, run.startedAt, run.finishedAt ?? null, run.outcome ?? null)
  }

  /** The run that began last. */
  last(): RunRecord | undefined {
    const row = this.#last.get()
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

  eventsOf(run: string): unknown[] {
    return this.#events.all(run).map((row) => JSON.parse(text(row, 'event')) as unknown)
  }
}

const runOf = (row: Row): RunRecord => ({
  id: text(row, 'id'),
  verb: text(row, 'verb'),
  manifest: text(row, 'manifest'),
  startedAt: text(row, 'started_at'),
  ...optional('finishedAt', row['finished_at'], String),
  ...optional('outcome', row['outcome'], String),
})
