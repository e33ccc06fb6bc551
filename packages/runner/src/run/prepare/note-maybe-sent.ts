import { defined } from '@shotlist/codegen/defined'
import type { Plan } from '../../plan/plan.ts'
import { Journal } from '../../store/journal/journal.ts'
import type { MaybeSent } from '../../store/journal/maybe-sent.ts'
import type { InFlight } from '../../store/lockfile.ts'
import { lockfilePath } from '../../store/lockfile-text.ts'
import { makeStateFolder, type StateFolder } from '../../store/state-folder.ts'
import { KnownLockfile } from '../lockfile/known-lockfile.ts'
import { assessPlan } from './assess.ts'
import { gatherAssessmentInputs } from './assessment-inputs.ts'
import { costOf } from './prices.ts'

/**
 * Whether jobs may have been submitted without a record: by the lockfile, or because the journal was rebuilt.
 *
 * @throws {LockfileError | JournalDamagedError}
 */
export function hasMaybeSent(state: StateFolder, manifestPath: string): boolean {
  const journal = Journal.openToLook(state.journal, manifestPath)
  try {
    return maybeSentJobs({ journal, lockfile: new KnownLockfile(lockfilePath(manifestPath), journal) }, new Set()).size > 0
  } finally {
    journal.close()
  }
}

/**
 * Records as uncertain the jobs that a run would find uncertain: those that may have been submitted, at providers that do not honour
 * idempotency keys. Only the holder of the state folder may call it.
 *
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function adoptMaybeSent(state: StateFolder, plan: Plan): Promise<void> {
  makeStateFolder(state)
  const journal = Journal.openComplete(state.journal, plan.manifestPath)
  try {
    const lockfile = new KnownLockfile(lockfilePath(plan.manifestPath), journal)
    const jobs = new Set(plan.instances.map(({ id }) => id))
    await noteMaybeSent({ journal, lockfile }, jobs)
    const maybeSent = journal.maybeSent.all()
    if (maybeSent.size === 0) return
    const assessments = await assessPlan(gatherAssessmentInputs(plan, { journal, lockfile, jobs, maybeSent }))
    await journal.write(() => {
      for (const { id, output, price } of plan.instances) {
        const found = assessments.get(id)
        if (!maybeSent.has(id) || found?.action !== 'decide' || found.fingerprint === undefined) continue
        const { fingerprint, ingredients, state: uncertain } = found
        if (uncertain.phase !== 'uncertain') continue
        const now = new Date().toISOString()
        const { provider, operation } = ingredients
        const { key, attempt: number } = uncertain
        journal.jobs.save({ id, fingerprint, ingredients, state: uncertain, updatedAt: now, ...defined({ output }) })
        const { credits: estimated } = costOf({ provider, price })
        journal.attempts.save({
          job: id,
          fingerprint,
          number,
          key,
          provider,
          operation,
          state: 'uncertain',
          ...defined({ estimated }),
          intendedAt: now,
        })
        journal.maybeSent.remove(id)
      }
    })
  } finally {
    journal.close()
  }
}

type Records = { readonly journal: Journal; readonly lockfile: Pick<KnownLockfile, 'content' | 'inFlight'> }

/** What the lockfile lists as in flight, if it is of a run that this journal does not know. */
function inFlightElsewhere({ journal, lockfile }: Records) {
  const { inFlight } = lockfile
  return inFlight === undefined || journal.maybeSent.knowsRun(inFlight.run) ? undefined : inFlight
}

/**
 * Jobs that may be in flight under another name: the lockfile lists a job that the manifest does not have, and these jobs have no record.
 * They get no time of submission, because a key that is derived from the new name would be another key.
 */
function possiblyRenamed({ journal, lockfile }: Records, { jobs: inFlight }: InFlight, jobs: ReadonlySet<string>): readonly string[] {
  if (inFlight.every((id) => jobs.has(id))) return []
  const isKnown = (id: string) => inFlight.includes(id) || journal.jobs.get(id) !== undefined || lockfile.content.jobs[id] !== undefined
  return [...jobs].filter((id) => !isKnown(id))
}

/** Time of a submission whose key may be another one. It counts as old, so that the submission is not repeated under the present key. */
const UNKNOWN_TIME = ''

/**
 * The jobs that may have been submitted without a record, by id: those in the journal, and those that the next run will note there.
 *
 * @param jobs ids of all instances of the manifest
 */
export function maybeSentJobs(known: Records, jobs: ReadonlySet<string>): Map<string, MaybeSent> {
  const elsewhere = inFlightElsewhere(known)
  const found = new Map<string, MaybeSent>()
  for (const id of elsewhere?.jobs ?? []) found.set(id, { sentBefore: elsewhere?.since ?? UNKNOWN_TIME })
  for (const id of elsewhere === undefined ? [] : possiblyRenamed(known, elsewhere, jobs)) found.set(id, { sentBefore: UNKNOWN_TIME })
  return new Map([...found, ...known.journal.maybeSent.all()])
}

/**
 * Notes in the journal which jobs may have been submitted without a record: after the journal was rebuilt, all jobs without a record; and the
 * jobs that the lockfile lists as in flight, if they are of a run that the journal does not know. Only the holder of the state folder may
 * call it.
 *
 * @param jobs ids of all instances of the manifest
 */
export async function noteMaybeSent(known: Records, jobs: ReadonlySet<string>): Promise<void> {
  const { journal, lockfile } = known
  const elsewhere = inFlightElsewhere(known)
  const { needsNoting } = journal.maybeSent
  if (elsewhere === undefined && !needsNoting) return
  const withoutRecord = needsNoting
    ? [...jobs].filter((id) => journal.jobs.get(id) === undefined && lockfile.content.jobs[id] === undefined)
    : []
  const renamed = elsewhere === undefined ? [] : possiblyRenamed(known, elsewhere, jobs)
  await journal.write(() => {
    if (elsewhere !== undefined) {
      journal.maybeSent.noteInFlight({ ...elsewhere, since: UNKNOWN_TIME, jobs: renamed })
      journal.maybeSent.noteInFlight(elsewhere)
    }
    if (needsNoting) journal.maybeSent.note(withoutRecord)
  })
}
