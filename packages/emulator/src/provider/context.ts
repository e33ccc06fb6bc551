import type { ProviderModel } from '@shotlist/codegen'
import type { FileStore } from '../files/file-store.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Memory } from '../memory/memory.ts'
import type { RateWindow } from '../requests/rate-window.ts'
import type { RouteTable } from '../requests/route-table.ts'
import type { SchemaCheck } from '../requests/schema-check.ts'
import type { TraceIds } from '../requests/trace-ids.ts'
import type { Clock } from '../scenario/clock.ts'
import type { FaultInjector } from '../scenario/fault-injector.ts'
import type { EmulatorSettings } from '../scenario/options.ts'
import type { Random } from '../scenario/random.ts'
import type { Account } from '../tasks/account.ts'
import type { IdMint } from '../tasks/ids.ts'
import type { MediaMaker } from '../tasks/media-maker.ts'
import type { Replays } from '../tasks/replays.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import type { Uploads } from '../tasks/uploads.ts'
import type { WebhookSender } from '../webhooks/webhook-sender.ts'

/** Everything that requests are answered from. */
export type Context = {
  readonly model: ProviderModel
  readonly settings: EmulatorSettings
  /** Where clients reach the emulator, without a trailing slash. */
  readonly url: string
  readonly clock: Clock
  readonly random: Random
  readonly routes: RouteTable
  readonly check: SchemaCheck
  readonly faults: FaultInjector
  readonly media: MediaMaker
  readonly files: FileStore
  readonly webhooks: WebhookSender
  /** Where the state is kept from one start to the next, if anywhere. */
  readonly memory: Memory | undefined
  /** What `reset` begins anew. */
  state: ProviderState
}

/** What a provider remembers. */
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
