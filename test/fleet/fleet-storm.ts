import type { Emulator } from '@shotlist/emulator'
import { type PostgresServer, postgresServer } from '../../packages/runner/test/harness/postgres-server.ts'
import { type Batch, concurrencyOf } from '../chaos/batch.ts'
import { type BatchCheck, checkBatch } from '../chaos/check-batch.ts'
import type { Random } from '../chaos/random.ts'
import { startProvider } from '../harness/emulator.ts'
import { eventsOf, type Finished, folderOf, type Invocation, shotlist, start } from '../harness/shotlist.ts'
import { sharedFolder, TestWorker } from './fleet.ts'
import { until } from './until.ts'

/** What happens to a fleet. */
export const BLOWS = ['killed', 'stopped', 'cut off', 'database restarted', 'database crashed', 'follower killed'] as const
type Blow = (typeof BLOWS)[number]

export type FleetStormOptions = {
  readonly server: PostgresServer
  readonly batch: Batch
  readonly jobs: number
  /** In this order, spread over the batch. */
  readonly blows: readonly Blow[]
  readonly random: Random
  /** How long a task takes, in milliseconds. */
  readonly taskMs: number
}

export type FleetReport = BatchCheck & {
  readonly provider: string
  readonly jobs: number
  readonly blows: readonly Blow[]
  /** Most tasks in flight at the provider, and its limit. */
  readonly peak: number
  readonly limit: number
  readonly resubmits: number
  readonly seconds: number
  /** Seconds that the tasks take at best, at the limit of tasks in flight. */
  readonly ideal: number
}

const WORKERS = 3
const MOST_RUNS = 20

/** Lets three workers render a batch while they and their database die, stop and are cut off. Checks the provider's ledger, files and lockfile. */
export async function fleetStorm({ server, batch, jobs, blows, random, taskMs }: FleetStormOptions): Promise<FleetReport> {
  const url = await server.database()
  // The provider refuses more than the manifest allows.
  const limit = concurrencyOf(jobs)
  const [provider, store, folder] = await Promise.all([
    startProvider(batch.provider, { taskMs, inFlight: limit }),
    sharedFolder(),
    folderOf(batch.files(jobs)),
  ])
  const env = { ...batch.env(provider.url), SHOTLIST_FLEET_STORE: store.path }
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => TestWorker.start(url, env)))
  try {
    await Promise.all(workers.map((worker) => worker.isReady()))
    const scene: Scene = { server, url, provider, workers, random, jobs, blows: [...blows] }
    // Without a key: the follower submits nothing.
    const invocation = { cwd: folder.path, env: { SHOTLIST_FLEET_URL: url, SHOTLIST_FLEET_STORE: store.path } }
    const began = performance.now()
    const resubmits = await follow(scene, invocation)
    const seconds = (performance.now() - began) / 1000
    const check = await checkBatch({
      batch,
      jobs,
      invocation: { ...invocation, env: { ...invocation.env, ...batch.env(provider.url) } },
      provider,
      resubmits,
    })
    const { tasks } = provider.ledger()
    const problems = [...check.problems, ...secretsIn(server.dump(url), batch.env(provider.url))]
    if (tasks.peakInFlight > limit) problems.push(`${tasks.peakInFlight} tasks were in flight, and the limit is ${limit}`)
    return {
      ...check,
      problems,
      provider: batch.provider,
      jobs,
      blows,
      peak: tasks.peakInFlight,
      limit,
      resubmits,
      seconds,
      ideal: (jobs * taskMs) / 1000 / limit,
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()))
    await Promise.all([provider.close(), store.remove(), folder.remove()])
  }
}

type Scene = {
  readonly server: PostgresServer
  readonly url: string
  readonly provider: Emulator
  readonly workers: readonly TestWorker[]
  readonly random: Random
  readonly jobs: number
  /** Those that are still to come. */
  readonly blows: Blow[]
}

/** Follows the batch to its end, with all blows on the way. Returns how many uncertain submissions were submitted again. */
async function follow(scene: Scene, invocation: Invocation): Promise<number> {
  let resubmits = 0
  for (let nth = 1; ; nth += 1) {
    const running = start(['run', '--yes', '--json'], invocation)
    const isOver = (): boolean => running.child.exitCode !== null || running.child.signalCode !== null
    await strike(scene, { isOver, killFollower: () => running.child.kill('SIGKILL') })
    const finished = await running.finished
    if (finished.code === 0) return resubmits
    if (nth >= MOST_RUNS) throw new Error(`the batch is not finished after ${nth} runs: ${finished.stdout.slice(-4000)}${finished.stderr}`)
    for (const job of uncertainIn(finished)) {
      // A clip may be in doubt again after it was submitted again: the user decides each time.
      resubmits += 1
      const settled = await shotlist(['resolve', job, '--resubmit'], invocation)
      if (settled.code !== 0) throw new Error(`${job} cannot be settled: ${settled.stderr}`)
    }
  }
}

type Follower = { isOver(): boolean; killFollower(): void }

async function strike(scene: Scene, { isOver, killFollower }: Follower): Promise<void> {
  const { blows, jobs, provider, server, url, workers, random } = scene
  const all = blows.length
  for (let nth = 1; nth <= all; nth += 1) {
    // By what is done, and not by the clock, so that a slow machine meets them too.
    const due = Math.floor((jobs * nth) / (all + 2))
    await until(() => isOver() || provider.ledger().money.charges >= due)
    if (isOver()) return
    const blow = blows.shift()
    const worker = random.pick(workers)
    // Until the others have taken up its work: then there is no record of it.
    const isGone = async (): Promise<boolean> =>
      (await server.query(url, 'SELECT FROM shotlist.workers WHERE pid = $1', [worker?.pid])).length === 0
    if (blow === 'killed') await worker?.killed()
    if (blow === 'stopped') await worker?.stopped(() => until(isGone))
    if (blow === 'cut off') await worker?.cutOff(() => until(isGone))
    if (blow === 'database restarted' || blow === 'database crashed') {
      await server.stop(blow === 'database crashed' ? 'QUIT' : 'INT')
      await server.start()
    }
    if (blow === 'follower killed') return killFollower()
  }
}

function uncertainIn({ stdout }: Finished): string[] {
  return eventsOf(stdout).flatMap(({ event, job }) => (event === 'job.uncertain' ? [String(job)] : []))
}

/** Keys and the password of the database must be in no table. */
function secretsIn(dump: string, env: Readonly<Record<string, string>>): string[] {
  return Object.values(env)
    .filter((value) => !value.startsWith('http') && dump.includes(value))
    .map(() => 'a key is in the database')
}

type Rounds = { readonly rounds: number; readonly batches: readonly Batch[]; readonly random: Random }

/** Lets many fleets render a batch, each with other blows. Prints a line for each. Returns the number of problems. */
export async function fleetStorms({ rounds, batches, random }: Rounds): Promise<number> {
  const server = postgresServer()
  if (server === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  await server.start()
  let problems = 0
  try {
    for (let round = 0; round < rounds; round += 1) {
      const batch = batches[round % batches.length] ?? random.pick(batches)
      const blows = Array.from({ length: random.between(2, 6) }, () => random.pick(BLOWS))
      const report = await fleetStorm({ server, batch, jobs: 60, blows, random: random.fork(), taskMs: random.between(50, 1500) })
      problems += report.problems.length
      console.log(JSON.stringify(report))
    }
  } finally {
    await server.remove()
  }
  return problems
}
