import { defined } from '@shotlist/codegen/defined'
import type { Plan } from '../../plan/plan.ts'
import type { Doubt } from '../../store/journal/doubts.ts'
import { Journal } from '../../store/journal/journal.ts'
import type { InFlight } from '../../store/lockfile.ts'
import { lockfilePath } from '../../store/lockfile-text.ts'
import { makeStateFolder, type StateFolder } from '../../store/state-folder.ts'
import { assessPlan } from './assess.ts'
import { assessorOf } from './assessor.ts'
import { KnownLockfile } from './known-lockfile.ts'
import { costOf } from './prices.ts'

/**
 * Whether there are jobs in doubt: by the lockfile, or since the journal was rebuilt.
 *
 * @throws {LockfileError | JournalDamagedError}
 */
export function hasDoubts(state: StateFolder, manifestPath: string): boolean {
  const journal = Journal.openToLook(state.journal, manifestPath)
  try {
    return doubtsOf({ journal, lockfile: new KnownLockfile(lockfilePath(manifestPath), journal) }, new Set()).size > 0
  } finally {
    journal.close()
  }
}

/**
 * Writes down as uncertain what a run would find so: the jobs in doubt at providers without keys. To be called by the holder of the state folder.
 *
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function adoptDoubts(state: StateFolder, plan: Plan): Promise<void> {
  makeStateFolder(state)
  const journal = Journal.openWhole(state.journal, plan.manifestPath)
  try {
    const lockfile = new KnownLockfile(lockfilePath(plan.manifestPath), journal)
    const jobs = new Set(plan.instances.map(({ id }) => id))
    await noteDoubts({ journal, lockfile }, jobs)
    const doubts = journal.doubts.all()
    if (doubts.size === 0) return
    const assessments = await assessPlan(assessorOf(plan, { journal, lockfile, jobs, doubts }))
    await journal.write(() => {
      for (const { id, output, price } of plan.instances) {
        const found = assessments.get(id)
        if (!doubts.has(id) || found?.action !== 'decide' || found.fingerprint === undefined) continue
        const { fingerprint, ingredients, state: uncertain } = found
        if (uncertain.phase !== 'uncertain') continue
        const now = new Date().toISOString()
        const { provider, operation } = ingredients
        const { key, attempt: number } = uncertain
        journal.jobs.save({ id, fingerprint, ingredients, state: uncertain, updatedAt: now, ...defined({ output }) })
        const { credits: estimated } = costOf({ provider, price })
        const money = estimated === undefined ? {} : { estimated }
        journal.attempts.save({ job: id, fingerprint, number, key, provider, operation, state: 'uncertain', ...money, intendedAt: now })
        journal.doubts.settle(id)
      }
    })
  } finally {
    journal.close()
  }
}

type Known = { readonly journal: Journal; readonly lockfile: Pick<KnownLockfile, 'content' | 'inFlight'> }

/** What the lockfile says is in flight, by a run that this journal does not know. */
function strange({ journal, lockfile }: Known) {
  const { inFlight } = lockfile
  return inFlight === undefined || journal.doubts.knows(inFlight.run) ? undefined : inFlight
}

/**
 * Jobs that may be in flight under another name: the lockfile names a job that the manifest does not have, and nothing is known of these. Since when
 * is not said, for a key that follows from the new name would be another one.
 */
function renamed({ journal, lockfile }: Known, { jobs: inFlight }: InFlight, jobs: ReadonlySet<string>): readonly string[] {
  if (inFlight.every((id) => jobs.has(id))) return []
  const isKnown = (id: string) => inFlight.includes(id) || journal.jobs.get(id) !== undefined || lockfile.content.jobs[id] !== undefined
  return [...jobs].filter((id) => !isKnown(id))
}

/** When that is not known. */
const SOME_TIME = ''

/**
 * The jobs in doubt, by id: those written down, and those that the next run will write down.
 *
 * @param jobs ids of all instances of the manifest
 */
export function doubtsOf(known: Known, jobs: ReadonlySet<string>): Map<string, Doubt> {
  const flight = strange(known)
  const found = new Map<string, Doubt>()
  for (const id of flight?.jobs ?? []) found.set(id, { since: flight?.since ?? SOME_TIME })
  for (const id of flight === undefined ? [] : renamed(known, flight, jobs)) found.set(id, { since: SOME_TIME })
  return new Map([...found, ...known.journal.doubts.all()])
}

/**
 * Writes down which jobs are in doubt: after the journal was rebuilt, all that nothing is known of; and what the lockfile says is in flight by a
 * run that the journal does not know. To be called by the holder of the state folder.
 *
 * @param jobs ids of all instances of the manifest
 */
export async function noteDoubts(known: Known, jobs: ReadonlySet<string>): Promise<void> {
  const { journal, lockfile } = known
  const flight = strange(known)
  const { isOpen } = journal.doubts
  if (flight === undefined && !isOpen) return
  const unknown = isOpen ? [...jobs].filter((id) => journal.jobs.get(id) === undefined && lockfile.content.jobs[id] === undefined) : []
  const others = flight === undefined ? [] : renamed(known, flight, jobs)
  await journal.write(() => {
    if (flight !== undefined) {
      journal.doubts.noteFlight({ ...flight, since: SOME_TIME, jobs: others })
      journal.doubts.noteFlight(flight)
    }
    if (isOpen) journal.doubts.note(unknown)
  })
}
