import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { allFiles } from '../../job/job-state.ts'
import { pathFor } from '../../plan/outputs/output-names.ts'
import type { Plan } from '../../plan/plan.ts'
import { fromLockEntry } from '../../run/lockfile/lock-entry.ts'
import type { JobEvent, RunEvent } from '../../run/run-event.ts'
import { lookForFile } from '../../store/durable/plain-files.ts'
import { isHeld } from '../../store/journal/holder.ts'
import { Journal } from '../../store/journal/journal.ts'
import type { AttemptRecord, JobRecord, RunRecord } from '../../store/journal/records.ts'
import { MAX_RUNS_REPORTED } from '../../store/journal/runs.ts'
import { EMPTY_LOCKFILE, type Lockfile } from '../../store/lockfile.ts'
import { readLockfile } from '../../store/lockfile-io.ts'
import type { StateFolder } from '../../store/state-folder.ts'

/** The data a report is built from. */
export type ReportSources = {
  readonly plan: Plan
  readonly jobs: ReadonlyMap<string, JobRecord>
  /** By job, oldest first. */
  readonly attempts: ReadonlyMap<string, readonly AttemptRecord[]>
  /** Oldest first. */
  readonly runs: readonly RunHistory[]
  /** Whether the last run has not ended. */
  readonly isRunning: boolean
  readonly lockfile: Lockfile
  /** Paths of the outputs that exist, below the output folder. */
  readonly present: ReadonlySet<string>
}

export type RunHistory = { readonly run: RunRecord; readonly events: readonly RunEvent[] }

type Places = { readonly plan: Plan; readonly state: StateFolder; readonly lockfile?: string }

/**
 * Reads what the runs of a manifest left. Changes nothing, and works while a run is in progress.
 *
 * @throws {JournalDamagedError | JournalTooNewError | LockfileError}
 */
export function readSources(places: Places): ReportSources {
  if (!existsSync(places.state.journal)) return sourcesWithout(places)
  const journal = Journal.openReadOnly(places.state.journal, places.plan.manifestPath)
  try {
    return sourcesFrom(journal, places)
  } finally {
    journal.close()
  }
}

/** The same, from an open journal. */
export function sourcesFrom(journal: Journal, places: Places): ReportSources {
  const { plan, state } = places
  const jobs = journal.jobs.all()
  // The manifests of a folder share one journal, also after the folder was moved.
  const runs = journal.runs
    .latest(MAX_RUNS_REPORTED * 4)
    .filter(({ manifest }) => basename(manifest) === basename(plan.manifestPath))
    .slice(-MAX_RUNS_REPORTED)
  return {
    ...sourcesWithout(places, jobs),
    jobs,
    attempts: new Map(plan.instances.map(({ id }) => [id, journal.attempts.ofJob(id)])),
    runs: runs.map((run) => ({ run, events: journal.runs.eventsOf(run.id) as RunEvent[] })),
    isRunning: runs.at(-1)?.finishedAt === undefined && isHeld(state.path),
  }
}

function sourcesWithout({ plan, lockfile: lockfilePath }: Places, jobs: ReportSources['jobs'] = new Map()): ReportSources {
  const lockfile = lockfilePath === undefined ? EMPTY_LOCKFILE : readLockfile(lockfilePath)
  const outputs = plan.instances.flatMap(({ id, output }) => {
    const state = jobs.get(id)?.state
    const rendered = state?.phase === 'done' ? allFiles(state) : []
    const locked = lockfile.jobs[id] === undefined ? [] : allFiles(fromLockEntry(lockfile.jobs[id]).state)
    return output === undefined ? [] : [output, ...[...rendered, ...locked].map((file) => pathFor(output, file))]
  })
  return {
    plan,
    jobs: new Map(),
    attempts: new Map(),
    runs: [],
    isRunning: false,
    lockfile,
    present: new Set([...new Set(outputs)].filter((output) => isPlayable(join(plan.outputDir, ...output.split('/'))))),
  }
}

/** Whether the file exists. */
function isPlayable(path: string): boolean {
  const found = lookForFile(path)
  return found !== undefined && found.problem === undefined
}

/** The last event of each job, from the last run that has one. */
export function lastEventByJob(runs: readonly RunHistory[]): ReadonlyMap<string, JobEvent> {
  const lastEvents = new Map<string, JobEvent>()
  for (const { events } of runs) for (const event of events) if ('job' in event) lastEvents.set(event.job, event)
  return lastEvents
}
