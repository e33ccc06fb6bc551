import { join } from 'node:path'
import type { Emulator, Fault, LedgerReport } from '@shotlist/emulator'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf, type Invocation, shotlist } from '../harness/shotlist.ts'
import { eventText } from '../harness/until-written.ts'
import { type Batch, concurrencyOf } from './batch.ts'
import { type BatchCheck, checkBatch } from './check-batch.ts'
import { kill, RUN } from './kill.ts'
import { drawKillPoints } from './kill-points.ts'
import { preloaded } from './preload.ts'
import type { Random } from './random.ts'
import { allFaults, oneEach, randomFaults, STALLED_UPLOAD } from './random-faults.ts'
import { mountSmall, type SmallDisk } from './small-disk.ts'

export type StormOptions = {
  readonly batch: Batch
  readonly jobs: number
  readonly kills: number
  readonly random: Random
  /** Draws the instants of the kills. */
  readonly drawInstant: () => string
  /** Renders onto a disk that becomes full at the end. Needs the right to mount. */
  readonly smallDisk?: boolean
}

/** What happened in a storm, and the state of the batch afterwards. */
export type StormReport = BatchCheck & {
  readonly provider: string
  readonly jobs: number
  readonly kills: number
  /** What each killed process was doing. */
  readonly killedAt: readonly string[]
  readonly runs: number
  /** Runs that were refused because another held the folder. */
  readonly refusedRuns: number
  readonly clockJumps: number
  /** Runs that reported a full disk. */
  readonly fullDisks: number
  /** How often each kind of fault was applied. */
  readonly struck: Readonly<Record<string, number>>
  /** Faults that `runWithAllFaults` should have applied, and did not. */
  readonly missed: readonly string[]
  /** Uncertain submissions that were settled by `resolve --resubmit`. */
  readonly resubmits: number
  readonly faultGroups: Readonly<Record<string, number>>
}

const CLOCK_JUMPS = preloaded('clock-jumps.ts')
/** Shortens the time-outs of runs, because a storm is over before a run gives up a stalled body. */
const SHORT_TIMEOUTS = preloaded('short-timeouts.ts')
/** The most consecutive runs until all faults must have been applied. */
const MOST_FAULT_RUNS = 3
/** The most consecutive runs until a batch must be finished once there are no faults. */
const MOST_FINISHING_RUNS = 6
/** A lower bound of the commits, requests and renames of one job. */
const INSTANTS_PER_JOB = 4

type Scene = { readonly provider: Emulator; readonly invocation: Invocation; readonly disk: SmallDisk | undefined }

/** Runs a batch with random faults and kills, then with every fault, finishes it without faults, and checks the result. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const { batch, jobs, random, smallDisk = false } = options
  const inFlight = concurrencyOf(jobs) - 1
  const provider = await startProvider(batch.provider, { taskMs: 40, inFlight, seed: random.between(1, 1e6) })
  const folder = await folderOf(batch.files(jobs))
  const invocation = { cwd: folder.path, env: batch.env(provider.url) }
  const disk = smallDisk ? mountSmall(join(folder.path, 'renders')) : undefined
  const scene = { provider, invocation, disk }
  try {
    const killed = await runAndKill(options, scene)
    const faulted = await runWithAllFaults(options, scene)
    const onFullDisk = disk === undefined ? [] : await killOnFullDisk(options, scene)
    provider.setFaults([])
    disk?.grow()
    const finished = await finishBatch(invocation)
    const struck = provider.ledger().faults
    // Each of them is a second submission that the user asked for.
    const resubmits = killed.resubmits + faulted.resubmits + finished.resubmits
    const check = await checkBatch({ batch, jobs, invocation, provider, resubmits })
    const problems = [...killed.problems, ...onFullDisk, ...check.problems]
    return {
      provider: batch.provider,
      jobs,
      ...killed,
      ...faulted,
      ...finished,
      struck,
      ...check,
      resubmits,
      runs: killed.runs + faulted.runs + finished.runs,
      problems,
    }
  } finally {
    disk?.unmount()
    await provider.close()
    await folder.remove()
  }
}

/** Starts the batch again and again, and kills it each time. */
async function runAndKill({ batch, jobs, kills, random, drawInstant }: StormOptions, { provider, invocation }: Scene) {
  const seen: Record<string, number> = {}
  const did = { kills: 0, runs: 0, refusedRuns: 0, clockJumps: 0, resubmits: 0 }
  const killedAt: string[] = []
  const problems: string[] = []
  const most = Math.max(1, Math.floor((jobs * INSTANTS_PER_JOB) / kills))
  // At least one run has a clock that jumps.
  const jumping = random.between(0, kills - 1)
  for (const [nth, killPoint] of drawKillPoints(random, { kills, most, drawInstant }).entries()) {
    const { names, faults } = randomFaults(random, batch)
    for (const name of names) seen[name] = (seen[name] ?? 0) + 1
    provider.setFaults(faults)
    const jumps = random.next() < 0.3 || nth === jumping
    if (jumps) did.clockJumps += 1
    const options = [SHORT_TIMEOUTS, ...(jumps ? [CLOCK_JUMPS] : [])]
    did.runs += 1
    let killed = await kill(killPoint, { invocation, options })
    if (killed.finished.code === 4) {
      // If all remaining jobs are uncertain, the run cannot reach the instant before they are settled.
      did.resubmits += await settle(invocation, killed.finished)
      provider.setFaults([])
      did.runs += 1
      killed = await kill(killPoint, { invocation, options })
    }
    const { finished, diedDuring, secondRun } = killed
    if (secondRun !== undefined) did.refusedRuns += secondRun.stderr.includes('state-held') ? 1 : 0
    if (secondRun !== undefined && !secondRun.stderr.includes('state-held'))
      problems.push(`a second run was not refused: ${secondRun.code} ${secondRun.stderr}`)
    if (finished.signal === 'SIGKILL') {
      did.kills += 1
      killedAt.push(diedDuring)
      continue
    }
    expectFinished(finished)
    // The batch finished before the instant, so there is nothing left to kill.
    if (finished.code === 0) break
  }
  return { ...did, killedAt, problems, faultGroups: seen }
}

/**
 * Runs without kills, in which every fault is applied once and the disk becomes full. Faults that were not applied, because too many jobs
 * wait for a decision, are applied after the jobs are settled.
 */
async function runWithAllFaults({ batch, random }: StormOptions, { provider, invocation, disk }: Scene) {
  const did = { runs: 0, resubmits: 0, fullDisks: 0 }
  let missed = allFaults(random)
  disk?.shrink()
  while (missed.length > 0 && did.runs < MOST_FAULT_RUNS) {
    provider.setFaults([...oneEach(missed), ...(batch.hasUploads ? [STALLED_UPLOAD] : [])])
    const before = provider.ledger().faults
    const finished = await shotlist(RUN, { ...invocation, env: { ...invocation.env, NODE_OPTIONS: SHORT_TIMEOUTS } })
    expectFinished(finished)
    did.runs += 1
    if (finished.stdout.includes('the disk is full')) did.fullDisks += 1
    missed = notYetApplied(missed, { before, after: provider.ledger().faults })
    if (missed.length > 0) did.resubmits += await settle(invocation, finished)
  }
  const hasMissedUploads = batch.hasUploads && provider.ledger().faults[STALLED_UPLOAD.kind] === undefined
  return { ...did, missed: [...missed, ...(hasMissedUploads ? [STALLED_UPLOAD] : [])].map(({ on, kind }) => `${on}: ${kind}`) }
}

type FaultCounts = LedgerReport['faults']

/** The faults of those kinds that were applied less often than they are listed. */
function notYetApplied(
  faults: readonly Fault[],
  { before, after }: { readonly before: FaultCounts; readonly after: FaultCounts },
): Fault[] {
  const byKind = [...Map.groupBy(faults, ({ kind }) => kind)]
  return byKind.flatMap(([kind, listed]) => ((after[kind] ?? 0) - (before[kind] ?? 0) < listed.length ? listed : []))
}

/** Kills a run while the disk is full. */
async function killOnFullDisk({ random }: StormOptions, { provider, invocation }: Scene): Promise<string[]> {
  provider.setFaults([])
  const instant = `${random.pick(['before', 'after'])} any ${random.between(1, 6)}`
  const { finished } = await kill({ instant }, { invocation, options: [] })
  return finished.signal === 'SIGKILL' ? [] : [`on the full disk, a run ended with ${finished.code}: ${finished.stderr}`]
}

/** Checks that a run that was not killed reports its end, whatever the faults: done, some failed, or a decision is needed. */
function expectFinished({ code, stdout, stderr }: Finished): void {
  const hasEnded = (code === 0 || code === 1 || code === 4) && stdout.includes(eventText('run.finished'))
  if (!hasEnded) throw new Error(`a run that was not killed ended with ${code}: ${stderr}`)
}

/** Finishes a batch as its user would: runs it, settles uncertain submissions, runs it again. */
async function finishBatch(invocation: Invocation): Promise<{ runs: number; resubmits: number }> {
  let resubmits = 0
  let last: Finished | undefined
  for (let runs = 1; runs <= MOST_FINISHING_RUNS; runs += 1) {
    last = await shotlistInProcess(RUN, invocation)
    if (last.code === 0) return { runs, resubmits }
    resubmits += await settle(invocation, last)
  }
  throw new Error(`the batch did not finish without faults: ${last?.code} ${last?.stdout.slice(-2000)} ${last?.stderr}`)
}

/** Settles all uncertain submissions of a run with `resolve --resubmit`. Returns how many. */
async function settle(invocation: Invocation, { stdout }: Finished): Promise<number> {
  const uncertain = eventsOf(stdout).filter(({ event }) => event === 'job.uncertain')
  for (const { job } of uncertain) {
    const settled = await shotlistInProcess(['resolve', String(job), '--resubmit'], invocation)
    if (settled.code !== 0) throw new Error(`resolve ended with ${settled.code}: ${settled.stderr}`)
  }
  return uncertain.length
}
