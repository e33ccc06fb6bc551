import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { systemClock } from '@shotlist/core'
import pLimit from 'p-limit'
import { InputHashes } from '../files/input-hashes.ts'
import { fileOutputs } from '../plan/outputs/output-names.ts'
import type { Plan, PlannedProvider } from '../plan/plan.ts'
import { outputRules } from '../run/job/result-files.ts'
import { directSender, type Sender } from '../run/job/sending/sender.ts'
import { Overcharges } from '../run/prepare/prices.ts'
import type { PollPace } from '../run/provider/delays.ts'
import { ProviderSession } from '../run/provider/provider-session.ts'
import { SharedSlots } from '../run/provider/slots.ts'
import { Uploader } from '../run/provider/uploader.ts'
import type { RunContext } from '../run/run-context.ts'
import type { Connection } from '../run/run-options.ts'
import type { Journal } from '../store/journal/journal.ts'
import type { FleetDatabase } from '../store/postgres/fleet-database.ts'
import type { ClipOrder } from './clips.ts'
import { SharedBudget } from './shared-budget.ts'

/** Parallel downloads of a worker. More would only share the same bandwidth. */
const DOWNLOADS_IN_FLIGHT = 6

type Parts = {
  readonly database: FleetDatabase
  readonly journal: Journal
  /** Where inputs and finished files are kept for a moment. */
  readonly folder: string
  readonly connect: (provider: PlannedProvider) => Connection
  readonly pace?: PollPace
  /** Aborts when the worker stops, or has been fenced. */
  readonly signal: AbortSignal
  /** How many workers share the account of a provider, by the variable of its key. */
  readonly sharers: (variable: string) => number
  /** Rejects if this worker is fenced. */
  readonly checkFence: () => Promise<void>
}

/** What the clips of a worker share: connections to providers, with their limits, and the journal. */
export class ClipContexts {
  readonly #parts: Parts
  readonly #plan: Plan
  readonly #hashes: InputHashes
  readonly #uploads: Uploader
  readonly #overcharges: Overcharges
  readonly #downloads = pLimit(DOWNLOADS_IN_FLIGHT)
  readonly #slots = new SharedSlots(Number.POSITIVE_INFINITY)
  readonly #sessions = new Map<string, ProviderSession>()

  constructor(parts: Parts) {
    this.#parts = parts
    const { folder, journal } = parts
    const inputs = join(folder, 'inputs')
    this.#plan = {
      version: 1,
      name: 'fleet',
      manifestPath: join(folder, 'fleet'),
      root: inputs,
      outputDir: join(folder, 'outputs'),
      concurrency: Number.POSITIVE_INFINITY,
      budget: {},
      stopAfter: {},
      artifacts: {},
      providers: {},
      instances: [],
      dropped: [],
      env: {},
    }
    this.#hashes = new InputHashes(inputs, journal)
    this.#uploads = new Uploader(inputs, { journal, hashes: this.#hashes })
    this.#overcharges = new Overcharges(journal.attempts.overcharges())
  }

  /**
   * The context of one clip.
   *
   * @throws {MissingKeyError | HostNotNamedError} when its session is asked for
   */
  of({ key, project, budget, allowUnpriced, provider: { document } }: ClipOrder, provider: PlannedProvider): Omit<RunContext, 'emit'> {
    const { journal, database, signal } = this.#parts
    return {
      options: {
        plan: this.#plan,
        verb: 'worker',
        state: { path: this.#plan.root, journal: ':memory:', artifacts: this.#plan.root },
        connect: this.#parts.connect,
        onEvent: () => undefined,
        signal,
      },
      journal,
      hashes: this.#hashes,
      uploads: this.#uploads,
      budget: new SharedBudget(database, { project, key, budget, allowUnpriced }),
      clock: systemClock,
      random: Math.random,
      downloads: this.#downloads,
      markInFlight: async () => undefined,
      sharing: undefined,
      shownPath: (path) => path,
      session: () => this.#session(document, provider),
      workSignal: signal,
      stopSubmitting: () => undefined,
    }
  }

  /** A session that was stopped, as by a refused key, is made anew for the next clip: the key may have been replaced. */
  #session(document: string, provider: PlannedProvider): ProviderSession {
    const { connect, signal, sharers, pace } = this.#parts
    // The limit of requests is that of the account: each worker takes its share. When their number changes, new clips get a new session.
    const share = Math.max(1, sharers(provider.model.table.env.key))
    const name = JSON.stringify([document, provider.region, provider.requestsPerMinute, share])
    const known = this.#sessions.get(name)
    if (known !== undefined && !known.submitSignal.aborted) return known
    const made = new ProviderSession({
      id: provider.id,
      ...connect(provider),
      sender: this.#sender(),
      // The queue of the fleet has given the slot.
      concurrency: Number.POSITIVE_INFINITY,
      requestsPerMinute: provider.requestsPerMinute / share,
      shared: this.#slots,
      overcharges: this.#overcharges,
      clock: systemClock,
      emit: () => undefined,
      endSignal: signal,
      submitSignal: signal,
      ...defined({ pace }),
    })
    this.#sessions.set(name, made)
    return made
  }

  /**
   * A worker that was stopped between the record of a submission and its request, and wakes up later, may have been fenced meanwhile: another
   * worker has taken up the clip.
   */
  #sender(): Sender {
    return {
      ...directSender,
      send: async (job, sent, key) => {
        await this.#parts.checkFence()
        return directSender.send(job, sent, key)
      },
    }
  }
}

/** The path of a clip's file on a worker; undefined if the operation makes none. Two manifests may have the same path. */
export function outputOnWorker({ key, instance }: ClipOrder, { model }: PlannedProvider): string | undefined {
  return fileOutputs(outputRules(model.table, instance.operation)).main.length > 0 ? key : undefined
}
