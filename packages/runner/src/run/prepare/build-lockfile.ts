import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import { byName, type InFlight, type LockEntry, type LockedPick, type Lockfile, lockedRender } from '../../store/lockfile.ts'
import { lockedEntry, withFile } from './lock-entry.ts'
import type { Picks } from './picks.ts'

export type LockfileParts = {
  readonly plan: Plan
  /** Ids of all instances of the manifest, of which the plan may hold a part. */
  readonly manifestJobs: ReadonlySet<string>
  readonly journal: Journal
  readonly picks: Picks
  readonly before: Lockfile
  readonly inFlight: InFlight | undefined
}

/**
 * The lockfile of a manifest, from what the journal knows. A job that is not done keeps the entry it had: its clip of then is still there.
 */
export function buildLockfile({ plan, manifestJobs, journal, picks, before, inFlight }: LockfileParts): Lockfile {
  const jobs = byName<LockEntry>()
  for (const id of manifestJobs) {
    const entry = entryOf(journal, { record: journal.jobs.get(id), kept: before.jobs[id] })
    if (entry !== undefined) jobs[id] = entry
  }
  const documents = Object.fromEntries(
    Object.values(plan.providers).map(({ id, model }) => [
      id,
      { version: model.table.document.version, sha256: model.table.document.hash },
    ]),
  )
  const kept = Object.entries(before.picks).filter(([, pick]) => manifestJobs.has(pick.take) && isOf(jobs[pick.take], pick))
  const all = { ...picks.automatic(), ...Object.fromEntries(kept) }
  return { lockfile: 1, documents, picks: all, ...(inFlight && { in_flight: inFlight }), jobs }
}

/** A pick falls when its take is another render. */
const isOf = (entry: LockEntry | undefined, { render }: LockedPick): boolean => entry === undefined || lockedRender(entry) === render

type Sources = { readonly record: ReturnType<Journal['jobs']['get']>; readonly kept: LockEntry | undefined }

function entryOf(journal: Journal, { record, kept }: Sources): LockEntry | undefined {
  if (record?.state.phase !== 'done') return kept
  const { state } = record
  const entry = lockedEntry(journal, record.id, record)
  if (entry !== undefined) return entry
  // Rendered on another machine, and known from its lockfile.
  return kept?.key === state.key ? withFile(kept, state) : kept
}
