import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { v7 as uuidV7 } from 'uuid'
import type { ShownPlan } from '../../plan/shown-plan.ts'
import { readPlainFile } from '../../store/durable/plain-files.ts'
import { holdState } from '../../store/journal/holder.ts'
import { Journal } from '../../store/journal/journal.ts'
import { lockfileHash, lockfilePath } from '../../store/lockfile-text.ts'
import type { StateFolder } from '../../store/state-folder.ts'
import type { RunEvent, RunEventBody } from '../run-event.ts'
import { environmentHash, factsOf, isSame, type PlanSources, type Stamp, StampFolder } from './stamp.ts'

export type UnchangedOptions = {
  /** Absolute. */
  readonly manifestPath: string
  readonly state: StateFolder
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** Called when it is certain that everything is up to date. Returns what receives the events of this run. */
  readonly report: (plan: ShownPlan) => (event: RunEvent) => void
}

/**
 * Does what a run does if all jobs are up to date, without parsing the manifest: reports each job, and records the run. Returns false, without
 * an event, if anything has changed or fails; then the caller starts a full run.
 */
export async function rerunUnchanged(options: UnchangedOptions): Promise<boolean> {
  const { state, manifestPath } = options
  const stamps = new StampFolder(state, manifestPath)
  if (!existsSync(state.journal) || !stamps.isTrusted()) return false
  const holder = orUndefined(() => holdState(state.path, 'run'))
  if (holder === undefined) return false
  try {
    const startedAtMs = Date.now()
    const stamp = stamps.isTrusted() ? stamps.stamp() : undefined
    if (stamp === undefined || !orUndefined(() => holds(stamp, options))) return false
    const journal = orUndefined(() => Journal.openComplete(state.journal, manifestPath))
    if (journal === undefined) return false
    try {
      await reportUnchanged(stamp, { journal, startedAtMs, onEvent: options.report(stamp.plan) })
    } finally {
      journal.close()
    }
    stamps.trust()
    return true
  } finally {
    holder.release()
  }
}

function holds(stamp: Stamp, { manifestPath, env, version }: UnchangedOptions): boolean {
  return stillHolds(stamp, { manifestPath, root: dirname(manifestPath), lockfile: lockfilePath(manifestPath), env, version })
}

type Reporting = { readonly journal: Journal; readonly startedAtMs: number; readonly onEvent: (event: RunEvent) => void }

async function reportUnchanged(stamp: Stamp, { journal, startedAtMs, onEvent }: Reporting): Promise<void> {
  const run = uuidV7()
  const kept: RunEvent[] = []
  for (const body of eventsOfUnchanged(stamp, () => (Date.now() - startedAtMs) / 1000)) {
    const { event, ...rest } = body
    const complete = { event, at: new Date().toISOString(), run, ...rest } as RunEvent
    if (event !== 'job.cached') kept.push(complete)
    onEvent(complete)
  }
  await journal.write(() => {
    const [startedAt, finishedAt] = [startedAtMs, Date.now()].map((ms) => new Date(ms).toISOString())
    journal.runs.save({
      id: run,
      verb: 'run',
      manifest: stamp.plan.manifestPath,
      startedAt: startedAt ?? '',
      ...defined({ finishedAt }),
      outcome: 'done',
    })
    for (const event of kept) journal.runs.addEvent(event)
  })
}

/** Undefined if it throws: the full run meets the same error, and reports it. */
function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/**
 * The events of a run whose jobs are all up to date.
 *
 * @param seconds returns how long the run has taken
 */
function* eventsOfUnchanged({ plan, files }: Stamp, seconds: () => number): Generator<RunEventBody> {
  const { name, manifestPath, instances } = plan
  yield {
    event: 'run.started',
    name,
    manifest: manifestPath,
    jobs: instances.length,
    cached: instances.length,
    resumed: 0,
    to_submit: 0,
    estimate: { credits: 0, usd: 0, unknown: 0 },
  }
  for (const [at, { id }] of instances.entries()) {
    const file = files[at]
    const others = file?.others?.map(({ path, sha256 }) => ({ file: path, sha256 }))
    yield { event: 'job.cached', job: id, ...(file && { file: file.path, sha256: file.sha256 }), ...defined({ others }) }
  }
  yield {
    event: 'run.finished',
    outcome: 'done',
    counts: { done: 0, cached: instances.length, failed: 0, blocked: 0, uncertain: 0, waiting: 0 },
    credits: 0,
    usd: 0,
    unknown: 0,
    seconds: Math.round(seconds() * 1000) / 1000,
  }
}

/** What a stamp is compared with. Paths are absolute. */
type Surroundings = {
  readonly manifestPath: string
  /** The folder of the manifest. */
  readonly root: string
  readonly lockfile: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
}

/** Whether nothing has changed that a stamp depends on. Checks the cheapest and likeliest changes first. */
function stillHolds({ format, sources, lockfile, files }: Stamp, now: Surroundings): boolean {
  return (
    format === 1 &&
    sources.version === now.version &&
    Object.hasOwn(sources.contents, now.manifestPath) &&
    sources.env.sha256 === environmentHash(sources.env.names, now.env) &&
    areAsRead(sources) &&
    Object.entries(sources.files).every(([path, facts]) => isSame(facts, factsOf(path))) &&
    lockfile === lockfileHash(now.lockfile) &&
    files.every((file) => file === null || [file, ...(file.others ?? [])].every((one) => isSame(one, factsOf(join(now.root, one.path)))))
  )
}

function areAsRead({ contents }: PlanSources): boolean {
  return Object.entries(contents).every(([path, sha256]) => {
    try {
      return createHash('sha256').update(readPlainFile(path)).digest('hex') === sha256
    } catch {
      return false
    }
  })
}
