import type { KeyObject } from 'node:crypto'
import type { ProviderModel } from '@shotlist/codegen'
import type { FileStore } from '../files/file-store.ts'
import { Ledger, type LedgerReport } from '../ledger/ledger.ts'
import type { Memory } from '../memory/memory.ts'
import { RateWindow } from '../requests/rate-window.ts'
import type { RouteTable } from '../requests/route-table.ts'
import type { SchemaCheck } from '../requests/schema-check.ts'
import { TraceIds } from '../requests/trace-ids.ts'
import type { Clock } from '../scenario/clock.ts'
import type { FaultInjector } from '../scenario/fault-injector.ts'
import type { EmulatorSettings } from '../scenario/options.ts'
import type { Random } from '../scenario/random.ts'
import type { WebhookTarget } from '../scenario/webhook-targets.ts'
import { Account } from '../tasks/account.ts'
import { IdMint } from '../tasks/ids.ts'
import type { MediaMaker } from '../tasks/media.ts'
import { Replays } from '../tasks/replays.ts'
import type { Task } from '../tasks/task.ts'
import { TaskStore } from '../tasks/task-store.ts'
import { Uploads } from '../tasks/uploads.ts'

/** Everything that handlers need to respond to requests. */
export type Context = {
  readonly model: ProviderModel
  readonly settings: EmulatorSettings
  /** The base URL of the emulator, without a trailing slash. */
  readonly url: string
  readonly clock: Clock
  readonly random: Random
  readonly routes: RouteTable
  readonly check: SchemaCheck
  readonly faults: FaultInjector
  readonly media: MediaMaker
  readonly files: FileStore
  /** Tells receivers that tasks have ended. `targets`: the webhooks that are set up, by id; `undefined`: nothing is delivered. */
  readonly webhooks: {
    targets: Readonly<Record<string, WebhookTarget>> | undefined
    announce(context: Context, task: Task, target: WebhookTarget): void
    /** The public key that signs deliveries, if the provider signs with a key pair. */
    readonly keyPair: { readonly publicKey: KeyObject }
  }
  /** Keeps the state across starts; `undefined` if nothing is kept. */
  readonly memory: Memory | undefined
  /** Replaced by `reset`. */
  state: ProviderState
}

/** The state of a provider. */
export type ProviderState = {
  readonly tasks: TaskStore
  readonly uploads: Uploads
  readonly account: Account
  readonly ids: IdMint
  readonly replays: Replays
  readonly ledger: Ledger
  readonly traces: TraceIds
  readonly rate: RateWindow
}

/** The state of a new provider. `nextId`: the first id to use. */
export function newState(settings: EmulatorSettings, random: Random, nextId?: string): ProviderState {
  const account = new Account(settings.credits)
  const tasks = new TaskStore((task) => {
    const { outcome, file } = task
    if (outcome.state === 'failed' ? outcome.isBilled !== true : file?.state === 'failed') account.refund(task.charge)
  })
  return {
    tasks,
    uploads: new Uploads(),
    account,
    ids: new IdMint(random, settings.bigIds, nextId),
    replays: new Replays(),
    ledger: new Ledger(),
    traces: new TraceIds(),
    rate: new RateWindow(settings.requestsPerMinute),
  }
}

/** The current ledger. */
export function report(context: Context): LedgerReport {
  const { tasks, account, ledger } = context.state
  const nowMs = context.clock.now()
  const inFlight = tasks.inFlight(nowMs)
  return ledger.report({
    provider: context.model.table.id,
    money: { ...account.totals, balance: account.balance ?? null },
    tasks: { started: tasks.size, inFlight, peakInFlight: tasks.peak, ...tasks.counts(nowMs) },
    faults: context.faults.strikes,
  })
}
