import { join } from 'node:path'
import type { Emulator, Fault, LedgerReport } from '@shotlist/emulator'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf, type Invocation, shotlist } from '../harness/shotlist.ts'
import { eventText } from '../harness/until-said.ts'
import { type Batch, concurrencyOf } from './batch.ts'
import { preloaded } from './crashing-at.ts'
import { drawEndings } from './endings.ts'
import { kill, RUN } from './kill.ts'
import type { Luck } from './seeded.ts'
import { mountSmall, type SmallDisk } from './small-disk.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import { everything, oneEach, UPLOAD_STALLS, weather } from './weather.ts'

export type StormOptions = {
  readonly batch: Batch
  readonly jobs: number
  readonly kills: number
  readonly luck: Luck
  /** Deals the instants of the kills. */
  readonly deal: () => string
  /** Renders onto a disk that is full in the end. Needs the right to mount. */
  readonly smallDisk?: boolean
}

/** What a storm did, and what was left of the batch. */
export type StormReport = Verdict & {
  readonly provider: string
  readonly jobs: number
  readonly kills: number
  /** What each killed process was doing when it died. */
  readonly killedAt: readonly string[]
  readonly runs: number
  /** Runs that were started while another held the folder, and were told so. */
  readonly turnedAway: number
  readonly clockJumps: number
  /** Runs that found the disk full. */
  readonly fullDisks: number
  /** How often each kind of fault struck. */
  readonly struck: Readonly<Record<string, number>>
  /** Faults that should have struck where everything goes wrong, and did not. */
  readonly missed: readonly string[]
  /** Uncertain submissions that were settled by `resolve --resubmit`. */
  readonly resubmits: number
  readonly weather: Readonly<Record<string, number>>
}

const CLOCK_JUMPS = preloaded('clock-jumps.ts')
/** A storm is over sooner than a run gives a body up that stalls. */
const SHORT_PATIENCE = preloaded('short-patience.ts')
/** Runs in a row that everything must have struck. */
const ENDURING_RUNS = 3
/** Runs in a row that must bring a batch to its end once the weather is calm. */
const CALM_RUNS = 6
/** So many commits, requests and renamings a job has at least. */
const INSTANTS_PER_JOB = 4

type Scene = { readonly provider: Emulator; readonly invocation: Invocation; readonly disk: SmallDisk | undefined }

/** Runs a batch through bad weather and kills, then through everything that can go wrong, ends it in calm weather, and says what came of it. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const { batch, jobs, luck, smallDisk = false } = options
  const inFlight = concurrencyOf(jobs) - 1
  const provider = await startProvider(batch.provider, { taskMs: 40, inFlight, seed: luck.between(1, 1e6) })
  const folder = await folderOf(batch.files(jobs))
  const invocation = { cwd: folder.path, env: batch.env(provider.url) }
  const disk = smallDisk ? mountSmall(join(folder.path, 'renders')) : undefined
  const scene = { provider, invocation, disk }
  try {
    const raged = await rage(options, scene)
    const endured = await endure(options, scene)
    const onFullDisk = disk === undefined ? [] : await killOnFullDisk(options, scene)
    provider.setFaults([])
    disk?.grow()
    const calmed = await calm(invocation)
    const struck = provider.ledger().faults
    // Each of them is a second submission that the user asked for.
    const resubmits = raged.resubmits + endured.resubmits + calmed.resubmits
    const verdict = await verdictOf({ batch, jobs, invocation, provider, resubmits })
    const problems = [...raged.problems, ...onFullDisk, ...verdict.problems]
    return {
      provider: batch.provider,
      jobs,
      ...raged,
      ...endured,
      ...calmed,
      struck,
      ...verdict,
      resubmits,
      runs: raged.runs + endured.runs + calmed.runs,
      problems,
    }
  } finally {
    disk?.unmount()
    await provider.close()
    await folder.remove()
  }
}

/** Starts the batch again and again, and kills it each time. */
async function rage({ batch, jobs, kills, luck, deal }: StormOptions, { provider, invocation }: Scene) {
  const seen: Record<string, number> = {}
  const did = { kills: 0, runs: 0, turnedAway: 0, clockJumps: 0, resubmits: 0 }
  const killedAt: string[] = []
  const problems: string[] = []
  const most = Math.max(1, Math.floor((jobs * INSTANTS_PER_JOB) / kills))
  // One at least has a clock that jumps.
  const jumping = luck.between(0, kills - 1)
  for (const [nth, ending] of drawEndings(luck, { kills, most, deal }).entries()) {
    const { names, faults } = weather(luck, batch)
    for (const name of names) seen[name] = (seen[name] ?? 0) + 1
    provider.setFaults(faults)
    const jumps = luck.next() < 0.3 || nth === jumping
    if (jumps) did.clockJumps += 1
    const options = [SHORT_PATIENCE, ...(jumps ? [CLOCK_JUMPS] : [])]
    did.runs += 1
    let killed = await kill(ending, { invocation, options })
    if (killed.finished.code === 4) {
      // Where nobody knows of any job whether it was submitted, the instant does not come before that is settled.
      did.resubmits += await settle(invocation, killed.finished)
      provider.setFaults([])
      did.runs += 1
      killed = await kill(ending, { invocation, options })
    }
    const { finished, diedOf, rival } = killed
    if (rival !== undefined) did.turnedAway += rival.stderr.includes('state-held') ? 1 : 0
    if (rival !== undefined && !rival.stderr.includes('state-held')) problems.push(`a second run was let in: ${rival.code} ${rival.stderr}`)
    if (finished.signal === 'SIGKILL') {
      did.kills += 1
      killedAt.push(diedOf)
      continue
    }
    expectAnEnding(finished)
    // It was over before the instant came: there is nothing left to kill.
    if (finished.code === 0) break
  }
  return { ...did, killedAt, problems, weather: seen }
}

/**
 * Runs that nobody kills, in which everything goes wrong once, and the disk becomes full. What did not strike, because too many jobs of
 * earlier runs wait for a decision, strikes when that is taken.
 */
async function endure({ batch, luck }: StormOptions, { provider, invocation, disk }: Scene) {
  const did = { runs: 0, resubmits: 0, fullDisks: 0 }
  let missed = everything(luck)
  disk?.shrink()
  while (missed.length > 0 && did.runs < ENDURING_RUNS) {
    provider.setFaults([...oneEach(missed), ...(batch.hasUploads ? [UPLOAD_STALLS] : [])])
    const before = provider.ledger().faults
    const finished = await shotlist(RUN, { ...invocation, env: { ...invocation.env, NODE_OPTIONS: SHORT_PATIENCE } })
    expectAnEnding(finished)
    did.runs += 1
    if (finished.stdout.includes('the disk is full')) did.fullDisks += 1
    missed = stillToStrike(missed, { before, after: provider.ledger().faults })
    if (missed.length > 0) did.resubmits += await settle(invocation, finished)
  }
  const hasMissedUploads = batch.hasUploads && provider.ledger().faults[UPLOAD_STALLS.kind] === undefined
  return { ...did, missed: [...missed, ...(hasMissedUploads ? [UPLOAD_STALLS] : [])].map(({ on, kind }) => `${on}: ${kind}`) }
}

type Strikes = LedgerReport['faults']

/** Faults of the kinds that struck less often than they are listed. */
function stillToStrike(faults: readonly Fault[], { before, after }: { readonly before: Strikes; readonly after: Strikes }): Fault[] {
  const byKind = [...Map.groupBy(faults, ({ kind }) => kind)]
  return byKind.flatMap(([kind, listed]) => ((after[kind] ?? 0) - (before[kind] ?? 0) < listed.length ? listed : []))
}

/** A run that is killed while the disk is full. */
async function killOnFullDisk({ luck }: StormOptions, { provider, invocation }: Scene): Promise<string[]> {
  provider.setFaults([])
  const instant = `${luck.pick(['before', 'after'])} any ${luck.between(1, 6)}`
  const { finished } = await kill({ instant }, { invocation, options: [] })
  return finished.signal === 'SIGKILL' ? [] : [`on the full disk, a run ended with ${finished.code}: ${finished.stderr}`]
}

/** A run that is left alone says how it ended, however bad the weather is: done, some failed, or a decision is needed. */
function expectAnEnding({ code, stdout, stderr }: Finished): void {
  const hasEnded = (code === 0 || code === 1 || code === 4) && stdout.includes(eventText('run.finished'))
  if (!hasEnded) throw new Error(`a run that was left alone ended with ${code}: ${stderr}`)
}

/** Ends a batch as its user would: runs it, settles what is uncertain, runs it again. */
async function calm(invocation: Invocation): Promise<{ runs: number; resubmits: number }> {
  let resubmits = 0
  let last: Finished | undefined
  for (let runs = 1; runs <= CALM_RUNS; runs += 1) {
    last = await shotlistInProcess(RUN, invocation)
    if (last.code === 0) return { runs, resubmits }
    resubmits += await settle(invocation, last)
  }
  throw new Error(`the batch did not end in calm weather: ${last?.code} ${last?.stdout.slice(-2000)} ${last?.stderr}`)
}

/** Has every submission that a run left uncertain submitted again by the next. Returns how many. */
async function settle(invocation: Invocation, { stdout }: Finished): Promise<number> {
  const uncertain = eventsOf(stdout).filter(({ event }) => event === 'job.uncertain')
  for (const { job } of uncertain) {
    const settled = await shotlistInProcess(['resolve', String(job), '--resubmit'], invocation)
    if (settled.code !== 0) throw new Error(`resolve ended with ${settled.code}: ${settled.stderr}`)
  }
  return uncertain.length
}
