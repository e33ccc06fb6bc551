import { FleetDatabaseError } from '../../errors/fleet-errors.ts'
import type { JournalHome } from '../journal/home/journal-home.ts'
import type { CapturedWrites } from './captured-writes.ts'
import type { FleetDatabase } from './fleet-database.ts'
import type { FleetWorker } from './fleet-worker.ts'
import { type FleetWrite, fleetWrite } from './fleet-writes.ts'

/** The home of a journal that a fleet shares: its writes are made in memory, and are durable when the fleet's database has committed them. */
export class PostgresHome implements JournalHome {
  readonly #project: string
  readonly #captured: CapturedWrites
  readonly #database: FleetDatabase
  readonly #worker: FleetWorker | undefined
  /** Writes of the transaction that is committed in memory next. */
  #committing: readonly FleetWrite[] = []
  /** Writes that are committed in memory, and not yet handed to the worker. */
  #due: readonly FleetWrite[] = []

  /** @param worker none for a journal that is only read */
  constructor(
    captured: CapturedWrites,
    { project, database, worker }: { readonly project: string; readonly database: FleetDatabase; readonly worker: FleetWorker | undefined },
  ) {
    this.#captured = captured
    this.#project = project
    this.#database = database
    this.#worker = worker
  }

  beforeWrites(): void {
    this.#worker?.lost.throwIfAborted()
  }

  beforeCommit(): void {
    this.#committing = this.#captured.take().map((write) => fleetWrite(this.#project, write))
    if (this.#committing.length > 0 && this.#worker === undefined)
      throw new FleetDatabaseError(this.#database.place, 'was opened for reading', { failure: 'refused' })
  }

  afterCommit(): void {
    this.#due = this.#due.concat(this.#committing)
    this.#committing = []
  }

  afterRollback(): void {
    this.#captured.take()
    this.#committing = []
  }

  async flush(): Promise<void> {
    const writes = this.#due
    this.#due = []
    if (writes.length > 0) await this.#worker?.commit(writes)
  }

  close(): void {
    // What was flushed is with the worker, which other journals share.
  }
}
