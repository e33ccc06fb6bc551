import { defined } from '@shotlist/codegen/defined'
import type { RenderRecords } from '../../files/artifacts/artifact-store.ts'
import { InputHashes } from '../../files/input-hashes.ts'
import { keyAgeCheck } from '../../job/key-age.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { MaybeSent } from '../../store/journal/maybe-sent.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { Lockfile } from '../../store/lockfile.ts'
import { KeptSeeds } from './kept-seeds.ts'
import { Picks, type RunPick } from './picks.ts'

/** Where assessing looks things up. */
export type Assessor = {
  readonly plan: Plan
  readonly journal: Journal
  readonly records: ReadonlyMap<string, JobRecord>
  /** Asked only for what the journal does not know. */
  readonly lockfile: { readonly content: Lockfile }
  /** The lockfile, unless the journal wrote it as it is. */
  readonly news: () => Lockfile | undefined
  readonly hashes: InputHashes
  readonly picks: Picks
  readonly seeds: KeptSeeds
  /** Jobs that may have been submitted though the journal does not tell of it, by id. */
  readonly maybeSent: ReadonlyMap<string, MaybeSent>
  /** Ids of the jobs, or of their instances, to render whatever there is. */
  readonly force: ReadonlySet<string>
  /** Whether a provider may have forgotten a key since, as far as this machine's clock tells. */
  readonly isKeyOld: (sentAt: string | undefined) => boolean
  /** What machines that share a store tell of renders. */
  readonly shared?: RenderRecords
}

type Known = {
  readonly journal: Journal
  readonly lockfile: { readonly content: Lockfile; newsFor(plan: Plan, jobs: ReadonlySet<string>): Lockfile | undefined }
  /** Ids of all instances of the manifest, of which the plan may hold a part. */
  readonly jobs: ReadonlySet<string>
  /** Picks beside those of the lockfile, by group. */
  readonly picks?: Readonly<Record<string, RunPick>>
  readonly now?: () => number
} & { readonly [K in 'records' | 'hashes' | 'maybeSent' | 'force' | 'shared']?: Assessor[K] | undefined }

/**
 * Gathers what the jobs of a plan are assessed by.
 *
 * @throws {LockfileError}
 */
export function assessorOf(plan: Plan, known: Known): Assessor {
  const { journal, lockfile, jobs, now = Date.now, shared } = known
  const { records = journal.jobs.all(), force = new Set(), maybeSent = journal.maybeSent.all() } = known
  const { hashes = new InputHashes(plan.root, journal) } = known
  // Without takes nothing is picked, and the lockfile need not be read for it.
  const picked = plan.instances.some(({ take }) => take !== undefined) ? { ...lockfile.content.picks, ...known.picks } : {}
  return {
    plan,
    journal,
    records,
    lockfile,
    news: () => lockfile.newsFor(plan, jobs),
    hashes,
    picks: new Picks(plan, picked),
    seeds: new KeptSeeds({ plan, records, lockfile, jobs }),
    maybeSent,
    force,
    isKeyOld: keyAgeCheck(journal.runs.lastAt(), now),
    ...defined({ shared }),
  }
}
