import { rm } from 'node:fs/promises'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { systemClock } from '@shotlist/core'
import pLimit from 'p-limit'
import { count } from '../errors/amounts.ts'
import { FleetDatabaseError } from '../errors/fleet-errors.ts'
import type { PlannedProvider } from '../plan/plan.ts'
import type { PollPace } from '../run/provider/delays.ts'
import type { Connection } from '../run/run-options.ts'
import { runCampaign } from './campaign.ts'
import { type Fleet, messageOf, SILENT } from './fleet.ts'
import { CAMPAIGN_QUEUE, clipQueue, FLEET_APPLICATION, FLEET_VERSION, fileQueue } from './queues.ts'
import { takeUpDeadWork } from './take-up.ts'
import { WorkerLife } from './worker-life.ts'

export type WorkerOptions = {
  readonly fleet: Fleet
  /** Address of the database, for DBOS. */
  readonly url: string
  /** @throws {MissingKeyError | HostNotNamedError} */
  readonly connect: (provider: PlannedProvider) => Connection
  /** By the variable of each API key in the environment, the account that the key belongs to. */
  readonly accounts: ReadonlyMap<string, string>
  /** Most clips that this worker works on at the same time. */
  readonly concurrency: number
  /** Replaces the poll schedules of the documents. */
  readonly pace?: PollPace
  /** Aborts when the worker is to stop. */
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/** How often dead workers are looked for, in milliseconds. */
const LOOK_MS = 1000
/** Files that a worker fetches at the same time. */
const FILES_IN_FLIGHT = 6
/** Runs of manifests that a worker watches, or goes on with, at the same time. */
const CAMPAIGNS_IN_FLIGHT = 100

/**
 * Works for a fleet until the signal aborts: takes clips from the queues, and takes up the work of dead workers. A worker that the fleet took for
 * dead, because it was stopped or lost the database, leaves what it was doing to the others and begins again under a new name.
 *
 * @throws {FleetDatabaseError | JournalTooNewError} if the database cannot be used at the beginning
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { signal, log, fleet } = options
  let life: WorkerLife | undefined
  registerWorkflows(options, () => life)
  await registerQueues(options)
  while (!signal.aborted) {
    life = await WorkerLife.begin(options)
    await launch(options, life)
    log(`worker ${life.id} is ready for ${[...options.accounts.keys()].join(', ') || 'no provider: no key is set'}`)
    await watchOver(options, life)
    await life.end()
    await DBOS.shutdown()
    // What it was doing is in the queues again before anything else happens: others need not wait until it counts as dead.
    await takeUpDeadWork(fleet).catch(() => undefined)
    if (signal.aborted) break
    log('the fleet took this worker for dead, or it lost the database: it begins again')
    await untilReachable(options)
  }
  await rm(fleet.folder, { recursive: true, force: true })
}

/** Waits for the database: a worker that was at work once needs no restart after it was away. @throws {FleetDatabaseError} if it refuses */
async function untilReachable({ fleet, signal, log }: WorkerOptions): Promise<void> {
  for (let hasLogged = false; !signal.aborted; hasLogged = true) {
    try {
      await fleet.database.query('SELECT 1')
      return
    } catch (error) {
      if (!(error instanceof FleetDatabaseError) || error.failure !== 'lost') throw error
      if (!hasLogged) log(`${error.message}; waiting until it can be reached again`)
      await systemClock.sleep(LOOK_MS, signal).catch(() => undefined)
    }
  }
}

/** Registered once in a process: DBOS knows them by name. */
function registerWorkflows({ concurrency, fleet, log }: WorkerOptions, current: () => WorkerLife | undefined): void {
  const limit = pLimit(concurrency)
  const work = (until: 'fetching' | undefined) => (key: string) =>
    limit(() => current()?.work(key, DBOS.workflowID ?? key, until) ?? never())
  DBOS.registerWorkflow(work('fetching'), { name: 'clip' })
  DBOS.registerWorkflow(work(undefined), { name: 'file' })
  DBOS.registerWorkflow(
    async (id: string) => {
      const life = current()
      if (life === undefined) return never()
      return life.guard(() => runCampaign({ fleet, id, signal: life.signal, log }))
    },
    { name: 'campaign' },
  )
}

/** A workflow that is not over stays in the queue for the next worker. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}

async function registerQueues({ fleet: { queue }, accounts }: WorkerOptions): Promise<void> {
  const onConflict = 'always_update'
  for (const [variable, account] of accounts)
    await queue.registerQueue(fileQueue(variable, account), {
      workerConcurrency: FILES_IN_FLIGHT,
      minPollingIntervalMs: 200,
      onConflict,
    })
  await queue.registerQueue(CAMPAIGN_QUEUE, { workerConcurrency: CAMPAIGNS_IN_FLIGHT, minPollingIntervalMs: 500, onConflict })
}

async function launch({ url, accounts }: WorkerOptions, { id }: WorkerLife): Promise<void> {
  const own = [...accounts].flatMap(([variable, account]) => [clipQueue(variable, account), fileQueue(variable, account)])
  DBOS.setConfig({
    name: FLEET_APPLICATION,
    systemDatabaseUrl: url,
    executorID: id,
    applicationVersion: FLEET_VERSION,
    listenQueues: [CAMPAIGN_QUEUE, ...own],
    logger: SILENT,
  })
  await DBOS.launch()
}

/** Looks for dead workers until this one is over. */
async function watchOver({ fleet, signal, log }: WorkerOptions, life: WorkerLife): Promise<void> {
  while (!life.signal.aborted && !signal.aborted) {
    await systemClock.sleep(LOOK_MS, life.signal).catch(() => undefined)
    if (life.signal.aborted) break
    try {
      const taken = await takeUpDeadWork(fleet)
      if (taken > 0) log(`${count(taken, 'workflow')} of a worker that is gone ${taken === 1 ? 'waits' : 'wait'} for another one`)
      await life.countSharers()
    } catch (error) {
      if (!(error instanceof FleetDatabaseError)) log(messageOf(error))
    }
  }
}
