import { defined } from '@shotlist/codegen/defined'
import type { RenderRecords } from '../../files/artifacts/artifact-store.ts'
import { type FileHashes, InputHashes } from '../../files/input-hashes.ts'
import { keyAgeCheck } from '../../job/key-age.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { MaybeSent } from '../../store/journal/maybe-sent.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { Lockfile } from '../../store/lockfile.ts'
import { KeptSeeds } from './kept-seeds.ts'
import { Picks, type RunPick } from './picks.ts'

/** What jobs are assessed by: what the manifest asks for, and what earlier runs left. */
export type AssessmentInputs = {
  readonly plan: Plan
  readonly journal: Journal
  readonly records: ReadonlyMap<string, JobRecord>
  /** Read only for what the journal does not know. */
  readonly lockfile: { readonly content: Lockfile }
  /** The lockfile; undefined if it is unchanged since this journal wrote it. */
  readonly changedLockfile: () => Lockfile | undefined
  readonly hashes: FileHashes
  readonly picks: Picks
  readonly seeds: KeptSeeds
  /** Jobs that may have been submitted without a record in the journal, by id. */
  readonly maybeSent: ReadonlyMap<string, MaybeSent>
  /** Ids of jobs or instances that are rendered again even if they are up to date. */
  readonly force: ReadonlySet<string>
  /** Whether a provider may have forgotten an idempotency key since it was sent, by this machine's clock. */
  readonly isKeyOld: ReturnType<typeof keyAgeCheck>
  /** The renders in the store that machines share. */
  readonly shared?: RenderRecords
}

type Given = {
  readonly journal: Journal
  readonly lockfile: { readonly content: Lockfile; changedContent(plan: Plan, jobs: ReadonlySet<string>): Lockfile | undefined }
  /** Ids of all instances of the manifest. The plan may hold only a part of them. */
  readonly jobs: ReadonlySet<string>
  /** Picks in addition to those of the lockfile, by group. */
  readonly picks?: Readonly<Record<string, RunPick>>
  readonly now?: () => number
} & { readonly [K in 'records' | 'hashes' | 'maybeSent' | 'force' | 'shared']?: AssessmentInputs[K] | undefined }

/**
 * Gathers what the jobs of a plan are assessed by.
 *
 * @throws {LockfileError}
 */
export function gatherAssessmentInputs(plan: Plan, given: Given): AssessmentInputs {
  const { journal, lockfile, jobs, now = Date.now, shared } = given
  const { records = journal.jobs.all(), force = new Set(), maybeSent = journal.maybeSent.all() } = given
  const { hashes = new InputHashes(plan.root, journal) } = given
  // Without takes there are no picks, and the lockfile is not read for them.
  const picked = plan.instances.some(({ take }) => take !== undefined) ? { ...lockfile.content.picks, ...given.picks } : {}
  return {
    plan,
    journal,
    records,
    lockfile,
    changedLockfile: () => lockfile.changedContent(plan, jobs),
    hashes,
    picks: new Picks(plan, picked),
    seeds: new KeptSeeds({ plan, records, lockfile, jobs }),
    maybeSent,
    force,
    isKeyOld: keyAgeCheck(journal.runs.lastAt(), now),
    ...defined({ shared }),
  }
}
