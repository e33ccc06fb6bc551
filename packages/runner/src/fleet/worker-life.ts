import { defined } from '@shotlist/codegen/defined'
import { FencedError, FleetDatabaseError } from '../errors/fleet-errors.ts'
import { failureOf } from '../job/failure.ts'
import { filesOf } from '../job/request-nodes.ts'
import type { PlannedProvider } from '../plan/plan.ts'
import { StopReason } from '../run/job/job-end.ts'
import { type FleetJournal, openFleetJournal } from '../store/postgres/fleet-journal.ts'
import { FleetWorker } from '../store/postgres/fleet-worker.ts'
import { ClipContexts, outputOnWorker } from './clip-context.ts'
import type { ClipEnd, ClipOrder } from './clips.ts'
import { FLEET_PROJECT, FLEET_VERSION } from './queues.ts'
import { renderClip } from './render-clip.ts'
import type { WorkerOptions } from './worker.ts'
import { sharersOf } from './workers.ts'

/** A worker from its registration until it stops, or until the fleet takes it for dead. */
export class WorkerLife {
  readonly #options: WorkerOptions
  readonly #worker: FleetWorker
  readonly #journal: FleetJournal
  readonly #contexts: ClipContexts
  readonly #over = new AbortController()
  readonly #running = new Set<Promise<unknown>>()
  #sharers: ReadonlyMap<string, number> = new Map()

  private constructor(options: WorkerOptions, worker: FleetWorker) {
    const { fleet, connect, pace } = options
    this.#options = options
    this.#worker = worker
    this.#journal = openFleetJournal(fleet.database, { project: FLEET_PROJECT, worker })
    worker.lost.addEventListener('abort', () => this.#over.abort(FENCED), { once: true })
    options.signal.addEventListener('abort', () => this.#over.abort(STOPPED), { once: true })
    this.#contexts = new ClipContexts({
      database: fleet.database,
      journal: this.#journal.journal,
      folder: fleet.folder,
      connect,
      ...defined({ pace }),
      signal: this.signal,
      sharers: (variable) => this.#sharers.get(variable) ?? 1,
      checkFence: () => worker.confirm(),
    })
  }

  static async begin(options: WorkerOptions): Promise<WorkerLife> {
    const { database } = options.fleet
    const worker = await FleetWorker.register(database, { version: FLEET_VERSION })
    for (const [variable, account] of options.accounts)
      await database.query('INSERT INTO shotlist.accounts (worker, variable, account) VALUES ($1, $2, $3)', [worker.id, variable, account])
    const life = new WorkerLife(options, worker)
    await life.countSharers()
    return life
  }

  get id(): string {
    return this.#worker.id
  }

  /** Finds out how many workers share its accounts now. @throws {FleetDatabaseError} */
  async countSharers(): Promise<void> {
    this.#sharers = await sharersOf(this.#options.fleet.database, this.#options.accounts)
  }

  /** Aborts when it stops, or has been fenced. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  /**
   * Works on a clip. Never resolves if this life ends before the clip does: then the workflow stays as it is, and another worker goes on.
   *
   * @param workflow its id
   */
  work(key: string, workflow: string, until: 'fetching' | undefined): Promise<void> {
    return this.guard(async () => {
      const { fleet, log } = this.#options
      const order = await fleet.clips.order(key)
      const rendered = await this.#render(order, until).catch((error: unknown): ClipEnd => {
        if (error instanceof FleetDatabaseError || error instanceof FencedError || this.signal.aborted) throw error
        return { outcome: 'failed', failure: failureOf(error), isResumable: true }
      })
      this.signal.throwIfAborted()
      if (rendered === 'left') return fleet.clips.fetchLater(key, workflow)
      await this.#recordEnd(key, rendered)
      log(`${order.instance.id}: ${rendered.outcome}${rendered.failure === undefined ? '' : `: ${rendered.failure.message}`}`)
    })
  }

  /** Runs work of a workflow. Never resolves if this life ends first. */
  async guard(work: () => Promise<void>): Promise<void> {
    const running = work()
    this.#running.add(running)
    try {
      await running
    } catch (error) {
      if (error instanceof FleetDatabaseError || error instanceof FencedError || this.signal.aborted) {
        // The journal takes no more writes: this life is over.
        this.#over.abort(FENCED)
        await new Promise(() => undefined)
      }
      throw error
    } finally {
      this.#running.delete(running)
    }
  }

  /** Waits until all work has saved its state, and signs off. */
  async end(): Promise<void> {
    this.#over.abort(STOPPED)
    await Promise.allSettled(this.#running)
    this.#journal.journal.close()
    await this.#worker.leave().catch(() => undefined)
  }

  async #render(order: ClipOrder, until: 'fetching' | undefined) {
    const { fleet, log } = this.#options
    const { key, fingerprint, instance } = order
    const { document, ...limits } = order.provider
    const provider: PlannedProvider = { id: instance.provider, model: await fleet.clips.document(document), ...limits }
    const sources = [...filesOf(instance.with)].map((file) => `sha256:${file.slice(0, file.indexOf('/'))}`)
    await this.#journal.load({
      jobs: [key],
      fingerprints: [fingerprint],
      operations: [{ provider: instance.provider, operation: instance.operation }],
      ...(sources.length === 0 ? {} : { accounts: [this.#options.connect(provider).account], sources }),
    })
    const output = outputOnWorker(order, provider)
    return renderClip(
      {
        order: { ...order, instance: { ...instance, ...defined({ output }) } },
        context: this.#contexts.of(order, provider),
        contents: fleet.contents,
        onProgress: (progress) => void fleet.clips.noteProgress(key, progress).catch(() => undefined),
        onEvent: (event) => {
          if (event.event === 'job.submitted') log(`${instance.id}: submitted as task ${event.task_id}`)
        },
      },
      until,
    )
  }

  /** Records how a clip ended, unless this worker has been fenced meanwhile. */
  async #recordEnd(key: string, end: ClipEnd): Promise<void> {
    await this.#options.fleet.database.transaction('BEGIN', async (ask) => {
      const [own] = await ask('SELECT id FROM shotlist.workers WHERE id = $1 AND NOT fenced FOR SHARE', [this.id])
      if (own === undefined) throw new FencedError(this.id)
      await ask('UPDATE shotlist.clips SET ended = $2, is_resumable = $3, progress = NULL WHERE key = $1', [
        key,
        JSON.stringify(end),
        end.isResumable === true,
      ])
    })
  }
}

const FENCED = new StopReason('interrupted', 'the fleet took this worker for dead: others have taken up its clips')
const STOPPED = new StopReason('interrupted', 'the worker was stopped')
