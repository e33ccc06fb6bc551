import { ArtifactStoreError } from '../../errors/artifact-store-error.ts'
import type { JobState } from '../../job/job-state.ts'
import type { JobInstance } from '../../plan/plan.ts'
import { stateOfAttempt } from '../../store/journal/state-of-attempt.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import type { Assessor } from './assess.ts'
import { fromLockEntry } from './lock-entry.ts'

/** What is known of a job's render from elsewhere than its own record. */
export type Earlier = {
  /** What the lockfile tells of the job, be it the same render or another. */
  readonly locked?: LockEntry
  /** The render, as the lockfile, perhaps under another name, or a shared store tells of it. */
  readonly entry?: LockEntry
  /** Where its submission stands. */
  readonly earlier?: JobState
  /** The number of the last try with these ingredients in this folder; 0: there is none. */
  readonly lastNumber?: number
  /** Why the store that machines share does not say whether one of them rendered it. */
  readonly unasked?: string
}

type Wanted = { readonly fingerprint: string; readonly forced: boolean; readonly assessor: Assessor }

/** Looks for a submission of these ingredients: in the account of this folder, in the lockfile, and in the store that machines share. */
export async function findEarlier({ id }: JobInstance, { fingerprint, forced, assessor }: Wanted): Promise<Earlier> {
  const { journal, lockfile, records, shared } = assessor
  const record = records.get(id)
  const since = record?.fingerprint === fingerprint && 'attempt' in record.state ? record.state.attempt : 0
  const locked = lockfile.content.jobs[id]
  const attempts = journal.attempts.ofFingerprint(fingerprint)
  const own = attempts
    .filter(({ number }) => number >= since)
    .map(stateOfAttempt)
    .findLast((state) => state !== undefined)
  const known = { lastNumber: attempts.at(-1)?.number ?? 0, ...(locked && { locked }) }
  if (own !== undefined) return { ...known, earlier: own }
  if (forced) return known
  const ours =
    locked?.fingerprint === fingerprint ? locked : Object.values(lockfile.content.jobs).find((other) => other.fingerprint === fingerprint)
  const { entry, unasked } = ours === undefined ? await ask(shared, fingerprint) : { entry: ours }
  if (unasked !== undefined) return { ...known, unasked }
  // A render of ours that was left for another, by --force, is not the one that is wanted.
  const isLeft = since > 0 && attempts.some(({ key, state }) => key === entry?.key && state === 'succeeded')
  return entry === undefined || isLeft ? known : { ...known, entry, earlier: fromLockEntry(entry).state }
}

async function ask(
  shared: Assessor['shared'],
  fingerprint: string,
): Promise<{ readonly entry?: LockEntry | undefined; readonly unasked?: string }> {
  try {
    return { entry: await shared?.find(fingerprint) }
  } catch (error) {
    if (error instanceof ArtifactStoreError) return { unasked: error.message }
    throw error
  }
}
