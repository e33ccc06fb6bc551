import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { FencedError, FleetDatabaseError, SubmittedElsewhereError } from '../../errors/fleet-errors.ts'
import { JournalTooNewError } from '../../errors/state-errors.ts'
import { commitStatement } from './commit-statement.ts'
import type { FleetDatabase } from './fleet-database.ts'
import type { FleetWrite } from './fleet-writes.ts'
import { SCHEMA_VERSION } from './migrate.ts'

/** How often a worker says that it lives. */
const HEARTBEAT_MS = 2000
/** A worker that the database has not heard of for this long is dead. */
export const DEAD_AFTER_SECONDS = 8
/** Within this time after a sign of life that the database has confirmed, a worker is certainly not taken for dead. */
const CONFIRMED_MS = 4000
/** From this size, what is waiting goes into the next commit: a worker whose commit takes long looks dead. */
const WRITES_AT_ONCE = 2000
/** Longest wait between two tries to reach the database. */
const LONGEST_PAUSE_MS = 2000

type Waiting = { readonly writes: readonly FleetWrite[]; readonly resolve: () => void; readonly reject: (error: unknown) => void }

/**
 * A process that may write to the fleet's database, for as long as the fleet does not take it for dead. The writes of all its journals go
 * through it: those that come during a commit share the next one.
 */
export class FleetWorker {
  readonly id: string
  readonly database: FleetDatabase
  readonly #patienceMs: number
  readonly #timer: NodeJS.Timeout
  readonly #lost = new AbortController()
  /** The number of the last commit that was applied or given up. */
  #commits = 0
  readonly #waiting: Waiting[] = []
  #draining: Promise<void> | undefined
  /** When the last confirmed sign of life was sent, on both clocks: one stands while a machine sleeps, the other may be set. */
  #confirmed = clocks()
  #isBeating = false

  private constructor(database: FleetDatabase, id: string, patienceMs: number) {
    this.database = database
    this.id = id
    this.#patienceMs = patienceMs
    this.#timer = setInterval(() => void this.#beat(), HEARTBEAT_MS)
    this.#timer.unref()
  }

  /**
   * Registers this process, and begins to send signs of life.
   *
   * @param patienceMs how long a commit waits for a database that cannot be reached, until it fails
   * @throws {FleetDatabaseError}
   */
  static async register(
    database: FleetDatabase,
    { version, id = randomUUID(), patienceMs = 60_000 }: { readonly version: string; readonly id?: string; readonly patienceMs?: number },
  ): Promise<FleetWorker> {
    const values = [id, version, hostname(), process.pid]
    await database.query('INSERT INTO shotlist.workers (id, version, host, pid) VALUES ($1, $2, $3, $4)', values)
    return new FleetWorker(database, id, patienceMs)
  }

  /** Aborted when this worker may not write any more: its reason is the error that every later commit rejects with. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /**
   * Resolves when the writes are durable. If it rejects, they are not, or it is not known, and no journal that made them may write again.
   *
   * @throws {FencedError | FleetDatabaseError | SubmittedElsewhereError | JournalTooNewError}
   */
  commit(writes: readonly FleetWrite[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** @throws {FencedError | FleetDatabaseError} */
  async heartbeat(): Promise<void> {
    const began = clocks()
    const rows = await this.database.query(
      'UPDATE shotlist.workers SET seen_at = clock_timestamp() WHERE id = $1 AND NOT fenced RETURNING id',
      [this.id],
    )
    if (rows.length === 0) throw this.#break(new FencedError(this.id))
    this.#confirmed = began
  }

  /**
   * Resolves if the fleet cannot have taken this worker for dead at this moment. Call it right before a submission is sent.
   *
   * @throws {FencedError | FleetDatabaseError}
   */
  async confirm(): Promise<void> {
    this.#lost.signal.throwIfAborted()
    const now = clocks()
    const isRecent = now.every((time, nth) => Math.abs(time - (this.#confirmed[nth] ?? 0)) < CONFIRMED_MS)
    if (!isRecent) await this.heartbeat()
  }

  /** Waits for the last commits, and removes this worker from the fleet. It cannot write any more. */
  async leave(): Promise<void> {
    clearInterval(this.#timer)
    await this.#draining
    this.#break(new FencedError(this.id))
    await this.database.query('DELETE FROM shotlist.workers WHERE id = $1 AND NOT fenced', [this.id])
  }

  async #beat(): Promise<void> {
    if (this.#isBeating || this.#lost.signal.aborted) return
    this.#isBeating = true
    // A database that cannot be reached is asked again; a fence is noted.
    await this.heartbeat().catch(() => undefined)
    this.#isBeating = false
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#commitAll(this.#nextBatch())
    }
    this.#draining = undefined
  }

  #nextBatch(): Waiting[] {
    let size = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || size < WRITES_AT_ONCE)) {
      size += this.#waiting[count]?.writes.length ?? 0
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #commitAll(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#apply(batch.flatMap(({ writes }) => writes))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // The writes of one journal are refused: each is committed on its own, so that the others are not lost with it.
      if (batch.length > 1 && !this.#lost.signal.aborted) for (const one of batch) await this.#commitAll([one])
      else for (const { reject } of batch) reject(error)
    }
  }

  async #apply(writes: readonly FleetWrite[]): Promise<void> {
    for (;;) {
      this.#lost.signal.throwIfAborted()
      const number = this.#commits + 1
      const { text, values } = commitStatement(this.id, number, writes)
      const began = clocks()
      try {
        const [{ applied } = {}] = await this.database.query(text, values)
        if (applied !== 1) throw this.#break(await this.#refusal())
        this.#commits = number
        this.#confirmed = began
        return
      } catch (error) {
        if (!(error instanceof FleetDatabaseError)) throw error
        if (error.failure === 'taken') throw new SubmittedElsewhereError(error)
        if (error.failure === 'refused') throw error
        if (error.failure === 'lost' && (await this.#wasApplied(number, error))) return
      }
    }
  }

  /**
   * Whether a commit without an answer was applied. If it was not, it never will be: the number after it is taken, so that the statement
   * fails if the server carries it out late. Waits while the database cannot be reached.
   */
  async #wasApplied(number: number, lost: FleetDatabaseError): Promise<boolean> {
    const until = performance.now() + this.#patienceMs
    for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const [row] = await this.database.query(
          `UPDATE shotlist.workers SET commits = CASE commits WHEN $2::bigint - 1 THEN $2::bigint + 1 ELSE commits END
            WHERE id = $1 AND NOT fenced RETURNING commits`,
          [this.id, number],
        )
        if (row === undefined) throw this.#break(await this.#refusal())
        this.#commits = Number(row['commits'])
        return this.#commits === number
      } catch (error) {
        if (!(error instanceof FleetDatabaseError && error.failure === 'lost')) throw error
      }
      if (performance.now() > until) throw this.#break(lost)
      await delay(pauseMs)
    }
  }

  /** Why the database does not take a commit of this worker. */
  async #refusal(): Promise<Error> {
    const [{ version } = {}] = await this.database.query('SELECT version FROM shotlist.schema_version')
    if (Number(version) === SCHEMA_VERSION) return new FencedError(this.id)
    return new JournalTooNewError(this.database.place, { found: Number(version), known: SCHEMA_VERSION })
  }

  #break(error: Error): Error {
    clearInterval(this.#timer)
    if (!this.#lost.signal.aborted) this.#lost.abort(error)
    return error
  }
}

function clocks(): readonly number[] {
  return [performance.now(), Date.now()]
}

/**
 * Fences workers that the database has not heard of, by its own clock: none of them writes any more. Returns the ids of all fenced workers,
 * also of those that others have fenced, until `forgetFenced` is called for them, because the process that fences may die before it has
 * given their work to others. The time while the database was down does not count.
 *
 * @throws {FleetDatabaseError}
 */
export async function fenceDeadWorkers(database: FleetDatabase): Promise<string[]> {
  await database.query(
    `UPDATE shotlist.workers SET fenced = true
      WHERE NOT fenced AND greatest(seen_at, pg_postmaster_start_time()) < now() - make_interval(secs => $1)`,
    [DEAD_AFTER_SECONDS],
  )
  const rows = await database.query('SELECT id FROM shotlist.workers WHERE fenced ORDER BY id')
  return rows.map(({ id }) => String(id))
}

/** Removes fenced workers whose work has been taken up. @throws {FleetDatabaseError} */
export async function forgetFenced(database: FleetDatabase, ids: readonly string[]): Promise<void> {
  await database.query('DELETE FROM shotlist.workers WHERE fenced AND id = ANY($1)', [ids])
}
