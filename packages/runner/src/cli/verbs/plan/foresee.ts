import { defined } from '@shotlist/codegen/defined'
import type { RenderRecords } from '../../../files/artifacts/artifact-store.ts'
import { type HashMemory, InputHashes } from '../../../files/input-hashes.ts'
import { keyJudge } from '../../../job/submit.ts'
import type { Plan } from '../../../plan/plan.ts'
import { type Assessment, assessPlan } from '../../../run/prepare/assess.ts'
import type { Cost } from '../../../run/prepare/budget.ts'
import { doubtsOf } from '../../../run/prepare/doubts.ts'
import { KeptSeeds } from '../../../run/prepare/kept-seeds.ts'
import { KnownLockfile } from '../../../run/prepare/known-lockfile.ts'
import { Picks } from '../../../run/prepare/picks.ts'
import { knownPrices, Overcharges, spentBefore } from '../../../run/prepare/prices.ts'
import { Journal } from '../../../store/journal/journal.ts'
import { lockfilePath } from '../../../store/lockfile.ts'
import { stateFolder } from '../../../store/state-folder.ts'
import { isPaid } from './action-text.ts'

/** What a run would do with a clip, and why. */
export type Foreseen = Pick<Assessment, 'cause'> & {
  /** `wait`: until the user picks one of the takes that it uses. */
  readonly action: Assessment['action'] | 'wait'
}

export type Foresight = {
  /** By id of the instance. */
  readonly jobs: ReadonlyMap<string, Foreseen>
  /** The instances of the plan, with prices that consider rendered clips, and charges above the price list. */
  readonly instances: Plan['instances']
  /** What the clips cost in earlier runs. */
  readonly spent: readonly Cost[]
  /** How long clips took in earlier runs, in seconds, by `provider/operation`. */
  readonly seconds: ReadonlyMap<string, number>
}

type Known = { readonly jobs: ReadonlySet<string>; readonly shared?: RenderRecords | undefined }

/**
 * Finds out what a run would do with each instance, from the results of earlier runs. Writes nothing.
 *
 * @param jobs ids of all instances of the manifest; the plan may hold only a part
 * @param shared renders that machines with the same shared store have reported
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function foresee(plan: Plan, { jobs: all, shared }: Known): Promise<Foresight> {
  const state = stateFolder(plan.root)
  const journal = Journal.openToLook(state.journal, plan.manifestPath)
  try {
    const lockfile = new KnownLockfile(lockfilePath(plan.manifestPath), journal)
    const picks = new Picks(plan, lockfile.content.picks)
    const hashes = new InputHashes(plan.root, readOnlyMemory(journal))
    const records = journal.jobs.all()
    const assessments = await assessPlan({
      plan,
      journal,
      records,
      lockfile,
      news: () => lockfile.newsFor(plan, all),
      seeds: new KeptSeeds({ plan, records, lockfile, jobs: all }),
      hashes,
      picks,
      doubts: doubtsOf({ journal, lockfile }, all),
      force: new Set(),
      isKeyOld: keyJudge(journal.runs.lastAt(), Date.now),
      ...defined({ shared }),
    })
    const jobs = new Map(plan.instances.map((instance) => [instance.id, foreseen(instance, assessments.get(instance.id), picks)]))
    const overcharges = new Overcharges(journal.attempts.overcharges())
    const instances = knownPrices(plan, assessments, picks).map((instance) =>
      isPaid(jobs.get(instance.id)) ? overcharges.repriced(instance) : instance,
    )
    return { jobs, instances, spent: spentBefore(plan, { journal, assessments }), seconds: journal.attempts.typicalSeconds() }
  } finally {
    journal.close()
  }
}

function foreseen({ picks: groups }: Plan['instances'][number], assessment: Assessment | undefined, picks: Picks): Foreseen {
  const { action, cause } = assessment ?? { action: 'submit', cause: 'new' }
  const open = groups.find(({ id }) => picks.of(id) === undefined && !picks.isAutomatic(id))
  return action === 'submit' && open !== undefined ? { action: 'wait', cause: `a take of ${open.id} must be picked` } : { action, cause }
}

function readOnlyMemory(journal: Journal): HashMemory {
  return { inputs: { find: (facts) => journal.inputs.find(facts), save: () => undefined }, write: async () => undefined }
}
