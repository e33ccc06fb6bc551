import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventsOf, type Finished, folderOf, type Invocation, shotlist, start } from '../harness/shotlist.ts'
import type { Batch } from './batch.ts'
import { type ProviderProcess, startProvider } from './provider-process.ts'
import type { Luck } from './seeded.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import { STALLS, weather } from './weather.ts'

export type StormOptions = {
  readonly batch: Batch
  readonly jobs: number
  /** Kills in this storm at the most; a batch that ends before has ended. */
  readonly kills: number
  readonly luck: Luck
  /** Renders onto a disk that is full soon. Needs the right to mount. */
  readonly smallDisk?: boolean
  /** Begins with a run that nobody kills, in which bodies stall. */
  readonly stalls?: boolean
}

/** What a storm did, and what was left of the batch. */
export type StormReport = Verdict & {
  readonly provider: string
  readonly jobs: number
  readonly kills: number
  readonly runs: number
  /** Runs that were started while another held the folder, and were told so. */
  readonly turnedAway: number
  readonly clockJumps: number
  readonly smallDisk: boolean
  /** Bodies that began and never ended. */
  readonly stalled: number
  /** Uncertain submissions that were settled by `resolve --resubmit`. */
  readonly resubmits: number
  readonly weather: Readonly<Record<string, number>>
}

const RUN = ['run', '--yes', '--json', '--poll', '50ms']
const preloaded = (name: string) => `--import=${fileURLToPath(new URL(name, import.meta.url))}`
const CLOCK_JUMPS = preloaded('clock-jumps.ts')
/** A storm is over sooner than a run gives a body up that stalls. */
const SHORT_PATIENCE = preloaded('short-patience.ts')
/** Runs in a row that must bring a batch to its end once the weather is calm. */
const CALM_RUNS = 6

/** Runs a batch through bad weather and kills, ends it in calm weather, and says what came of it. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const { batch, jobs, luck, smallDisk = false, stalls = false } = options
  const provider = await startProvider(batch.provider, { taskMs: 80, inFlight: 20, seed: luck.between(1, 1e6) })
  const folder = await folderOf(batch.files(jobs))
  const invocation = { cwd: folder.path, env: batch.env(provider.url) }
  const disk = smallDisk ? mountSmall(join(folder.path, 'renders')) : undefined
  try {
    const hasty = { ...invocation, env: { ...invocation.env, NODE_OPTIONS: SHORT_PATIENCE } }
    if (stalls) await sitOut(hasty, provider)
    const raged = await rage(options, { provider, invocation: hasty })
    const { faults } = await provider.ledger()
    await provider.faults([])
    disk?.grow()
    const calmed = await calm(invocation)
    const verdict = await verdictOf({ batch, jobs, invocation, provider, resubmits: calmed.resubmits })
    const runs = raged.runs + calmed.runs
    return { provider: batch.provider, jobs, smallDisk, stalled: faults['stall-body'] ?? 0, ...raged, ...calmed, runs, ...verdict }
  } finally {
    disk?.unmount()
    await provider.close()
    await folder.remove()
  }
}

type Scene = { readonly provider: ProviderProcess; readonly invocation: Invocation }

/** A run among bodies that stall, to its own end. */
async function sitOut(invocation: Invocation, provider: ProviderProcess): Promise<void> {
  await provider.faults(STALLS)
  const { code, stderr } = await shotlist(RUN, invocation)
  expectAnEnding(code, stderr)
}

/** Starts the batch again and again, and kills it at random instants, until the kills are used up or there is nothing left to kill. */
async function rage({ batch, kills, luck }: StormOptions, { provider, invocation }: Scene) {
  const seen: Record<string, number> = {}
  const did = { kills: 0, runs: 0, turnedAway: 0, clockJumps: 0 }
  while (did.kills < kills) {
    const { names, faults } = weather(luck, batch)
    for (const name of names) seen[name] = (seen[name] ?? 0) + 1
    await provider.faults(faults)
    const jumps = luck.next() < 0.3
    if (jumps) did.clockJumps += 1
    const running = start(RUN, {
      ...invocation,
      env: { ...invocation.env, ...(jumps && { NODE_OPTIONS: `${SHORT_PATIENCE} ${CLOCK_JUMPS}` }) },
    })
    did.runs += 1
    const rival = luck.next() < 0.15 ? rivalOf(invocation) : undefined
    // Early kills fall on the start, late ones on everything else.
    const timer = new AbortController()
    const killed = sleep(luck.between(150, 1500), 'kill', { signal: timer.signal }).catch(() => 'ended')
    const what = await Promise.race([killed, running.finished])
    if (what === 'kill') {
      running.child.kill('SIGKILL')
      did.kills += 1
    }
    timer.abort()
    const { code, stderr } = await running.finished
    if (what !== 'kill') expectAnEnding(code, stderr)
    if (rival !== undefined && (await rival) === 'turned away') did.turnedAway += 1
    if (code === 0) break
  }
  return { ...did, weather: seen }
}

/** A second run of the same folder: it renders only if the first was gone before it looked. */
async function rivalOf(invocation: Invocation): Promise<'turned away' | 'alone'> {
  await sleep(200)
  const { code, stderr } = await shotlist(['run', '--yes', '--json', '--poll', '50ms', '--only', 'picture'], invocation)
  if (stderr.includes('state-held')) return 'turned away'
  expectAnEnding(code, stderr)
  return 'alone'
}

/** A run that is left alone says how it ended, however bad the weather is: done, some failed, or a decision is needed. */
function expectAnEnding(code: number | null, stderr: string): void {
  if (code !== 0 && code !== 1 && code !== 4) throw new Error(`a run that was left alone ended with ${code}: ${stderr}`)
}

/** Ends a batch as its user would: runs it, settles what is uncertain, runs it again. */
async function calm(invocation: Invocation): Promise<{ runs: number; resubmits: number }> {
  let resubmits = 0
  let last: Finished | undefined
  for (let runs = 1; runs <= CALM_RUNS; runs += 1) {
    last = await shotlist(RUN, invocation)
    if (last.code === 0) return { runs, resubmits }
    for (const event of eventsOf(last.stdout)) {
      if (event['event'] !== 'job.uncertain') continue
      const settled = await shotlist(['resolve', String(event['job']), '--resubmit'], invocation)
      if (settled.code !== 0) throw new Error(`resolve ended with ${settled.code}: ${settled.stderr}`)
      resubmits += 1
    }
  }
  throw new Error(`the batch did not end in calm weather: ${last?.code} ${last?.stdout.slice(-2000)} ${last?.stderr}`)
}

/** A disk that holds a part of the batch, in memory. */
function mountSmall(path: string): { grow(): void; unmount(): void } {
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path])
  return {
    grow: () => execFileSync('mount', ['-o', 'remount,size=64m', path]),
    unmount: () => execFileSync('umount', ['--lazy', path]),
  }
}

/** Whether this machine lets us mount a small disk. A container's root often may not. */
export function canMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'shotlist-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', path], { stdio: 'ignore' })
    execFileSync('umount', ['--lazy', path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}
