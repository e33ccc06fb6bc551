import { Ledger } from '../ledger/ledger.ts'
import { RateWindow } from '../requests/rate-window.ts'
import { TraceIds } from '../requests/trace-ids.ts'
import type { EmulatorSettings } from '../scenario/options.ts'
import type { Random } from '../scenario/random.ts'
import { Account } from '../tasks/account.ts'
import { IdMint } from '../tasks/ids.ts'
import { Replays } from '../tasks/replays.ts'
import { TaskStore } from '../tasks/task-store.ts'
import { Uploads } from '../tasks/uploads.ts'
import type { ProviderState } from './context.ts'

/** A provider that has seen nothing yet. `nextId`: where its ids go on. */
export function newState(settings: EmulatorSettings, random: Random, nextId?: string): ProviderState {
  const account = new Account(settings.credits)
  const tasks = new TaskStore((task) => {
    if (task.outcome.state === 'failed' || task.file?.state === 'failed') account.refund(task.charge)
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
