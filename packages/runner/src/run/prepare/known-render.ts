import { defined } from '@shotlist/codegen/defined'
import { ArtifactStoreError } from '../../errors/output-errors.ts'
import type { JobState } from '../../job/job-state.ts'
import { isRendering, needsSubmission } from '../../job/job-state.ts'
import type { KnownJob } from '../../job/recover.ts'
import { stateOfAttempt } from '../../store/journal/state-of-attempt.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import { fromLockEntry } from '../lockfile/lock-entry.ts'
import type { AssessmentInputs } from './assessment-inputs.ts'

/** What is known of a job and of the render that it requests. At most one of `ownState` and `otherSubmission` is present. */
export type KnownRender = {
  /** What this folder recorded of the job; without that, what the lockfile says of it. Both may be about another render. */
  readonly record?: KnownJob
  /** The state of the job's own submission of this render, if it needs no other one. */
  readonly ownState?: JobState
  /** The state of another submission of this render: from before the job was changed and changed back, under another name, or on another machine. */
  readonly otherSubmission?: JobState
  /** The render's entry in the lockfile (perhaps under another name) or in the shared store. */
  readonly renderEntry?: LockEntry
  /** The job's entry in the lockfile, if that was read. It may be of another render. */
  readonly jobEntry?: LockEntry
  /** Why the shared store could not be read. */
  readonly storeProblem?: string
}

/** A job, the fingerprint of the render that it requests, and whether --force asks for a new one. */
export type Wanted = { readonly id: string; readonly fingerprint: string; readonly forced: boolean }

/** Looks for a render: first in the job's own record, then in the other attempts of this folder, the lockfile and the shared store. */
export async function findKnownRender(wanted: Wanted, inputs: AssessmentInputs): Promise<KnownRender> {
  const { id, fingerprint } = wanted
  const record = inputs.records.get(id)
  const recordedState = record?.fingerprint === fingerprint ? record.state : undefined
  if (record !== undefined && recordedState !== undefined && !needsSubmission(recordedState)) {
    const jobEntry = inputs.changedLockfile()?.jobs[id]
    if (jobEntry === undefined || !lockfileOverrules(jobEntry, { fingerprint, recordedState })) return { record, ownState: recordedState }
    const locked = fromLockEntry(jobEntry)
    return { record: locked, otherSubmission: locked.state, renderEntry: jobEntry, jobEntry }
  }
  // A job that failed here, or was never sent, may have been rendered since: under another name, or on another machine.
  const jobEntry = inputs.lockfile.content.jobs[id]
  const found = await findElsewhere(wanted, { recordedState, jobEntry, inputs })
  return { ...found, ...defined({ jobEntry, record: record ?? (jobEntry && fromLockEntry(jobEntry)) }) }
}

/**
 * Whether the lockfile's render of a job counts, and not what this folder's journal knows of the same request: a colleague rendered it again,
 * or settled a submission that is uncertain here. Attempts of one request are numbered over all machines that share the lockfile, so the
 * higher number is the later render. A submission in flight here is kept, unless the lockfile has that same submission as done.
 */
function lockfileOverrules(
  entry: LockEntry,
  { fingerprint, recordedState }: { readonly fingerprint: string; readonly recordedState: JobState },
): boolean {
  if (entry.fingerprint !== fingerprint) return false
  const { attempt, taskId } = fromLockEntry(entry).state
  if (attempt > recordedState.attempt) return !isRendering(recordedState)
  const isSameTask = !('taskId' in recordedState) || recordedState.taskId === undefined || recordedState.taskId === taskId
  return attempt === recordedState.attempt && recordedState.phase !== 'done' && isSameTask
}

type Places = {
  readonly recordedState: JobState | undefined
  readonly jobEntry: LockEntry | undefined
  readonly inputs: AssessmentInputs
}

/** Looks for a submission of a render in the journal, then in the lockfile, then in the shared store. */
async function findElsewhere(
  { fingerprint, forced }: Wanted,
  { recordedState, jobEntry, inputs }: Places,
): Promise<Pick<KnownRender, 'otherSubmission' | 'renderEntry' | 'storeProblem'>> {
  const { journal, lockfile, shared } = inputs
  const attempts = journal.attempts.ofFingerprint(fingerprint)
  // If a forced render failed, the render before it counts: it is paid for, and is rendered again only by force.
  const isFailedForce = recordedState?.phase === 'failed' && recordedState.forced === true
  const firstCounted = recordedState === undefined || isFailedForce ? 0 : recordedState.attempt
  const submitted = attempts
    .filter(({ number }) => number >= firstCounted)
    .map(stateOfAttempt)
    .findLast((state) => state !== undefined)
  if (submitted !== undefined) return { otherSubmission: submitted }
  if (forced) return {}
  const isOfRender = (entry: LockEntry | undefined) => entry?.fingerprint === fingerprint
  const lockedEntry = isOfRender(jobEntry) ? jobEntry : Object.values(lockfile.content.jobs).find(isOfRender)
  const { entry, storeProblem } = lockedEntry === undefined ? await findShared(shared, fingerprint) : { entry: lockedEntry }
  if (storeProblem !== undefined) return { storeProblem }
  // A render of this folder that --force has replaced does not count.
  const isReplaced = firstCounted > 0 && attempts.some(({ key, state }) => key === entry?.key && state === 'succeeded')
  return entry === undefined || isReplaced ? {} : { renderEntry: entry, otherSubmission: fromLockEntry(entry).state }
}

async function findShared(
  shared: AssessmentInputs['shared'],
  fingerprint: string,
): Promise<{ readonly entry?: LockEntry | undefined; readonly storeProblem?: string }> {
  try {
    return { entry: await shared?.find(fingerprint) }
  } catch (error) {
    if (error instanceof ArtifactStoreError) return { storeProblem: error.message }
    throw error
  }
}
