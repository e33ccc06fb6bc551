import { defined } from '@shotlist/codegen/defined'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import { byName, type InFlight, type LockEntry, type LockedPick, type Lockfile, lockedRender } from '../../store/lockfile.ts'
import type { Picks } from '../prepare/picks.ts'
import { entryFromJournal, isNewerAttempt, withFile } from './lock-entry.ts'

type LockfileParts = {
  readonly plan: Plan
  /** Ids of all instances of the manifest. The plan may hold only a part of them. */
  readonly manifestInstanceIds: ReadonlySet<string>
  readonly journal: Journal
  readonly picks: Picks
  /** The lockfile that is replaced. */
  readonly previous: Lockfile
  readonly inFlight: InFlight | undefined
  /** Whether the journal knows more of a job than the lockfile: the run looked at the job, or the journal wrote that lockfile. */
  readonly isJournalNewer: (id: string) => boolean
}

/**
 * Builds the lockfile of a manifest from the journal. A job that is not done keeps its previous entry, because its earlier clip still exists.
 */
export function buildLockfile({ plan, manifestInstanceIds, journal, picks, previous, inFlight, isJournalNewer }: LockfileParts): Lockfile {
  const jobs = byName<LockEntry>()
  for (const id of manifestInstanceIds) {
    const entry = entryOf(id, { journal, previousEntry: previous.jobs[id], isJournalNewer: isJournalNewer(id) })
    if (entry !== undefined) jobs[id] = entry
  }
  const documents = Object.fromEntries(
    Object.values(plan.providers).map(({ id, model }) => [
      id,
      { version: model.table.document.version, sha256: model.table.document.hash },
    ]),
  )
  const validPicks = Object.entries(previous.picks).filter(
    ([, pick]) => manifestInstanceIds.has(pick.take) && isValid(pick, jobs[pick.take]),
  )
  return {
    lockfile: 1,
    documents,
    picks: { ...picks.automatic(), ...Object.fromEntries(validPicks) },
    ...defined({ in_flight: inFlight }),
    jobs,
  }
}

/** Whether a pick is still valid: it is dropped when its take has another render. */
function isValid({ render }: LockedPick, entryOfTake: LockEntry | undefined): boolean {
  return entryOfTake === undefined || lockedRender(entryOfTake) === render
}

type EntrySources = { readonly journal: Journal; readonly previousEntry: LockEntry | undefined; readonly isJournalNewer: boolean }

function entryOf(id: string, { journal, previousEntry, isJournalNewer }: EntrySources): LockEntry | undefined {
  const record = journal.jobs.get(id)
  if (record?.state.phase !== 'done') return previousEntry
  const { state, fingerprint } = record
  if (!isJournalNewer && previousEntry !== undefined) {
    // The run did not look at this job, and a colleague may have rendered it since.
    const isLater = previousEntry.fingerprint === fingerprint && isNewerAttempt(state, previousEntry)
    if (!isLater) return previousEntry
  }
  const entry = entryFromJournal(journal, id, record)
  if (entry !== undefined) return entry
  // Rendered on another machine, and known from its lockfile.
  return previousEntry?.key === state.key ? withFile(previousEntry, state) : previousEntry
}
