import type { RenderRecords } from '../../../../files/artifacts/artifact-store.ts'
import { type HashMemory, InputHashes } from '../../../../files/input-hashes.ts'
import type { Plan } from '../../../../plan/plan.ts'
import { KnownLockfile } from '../../../../run/lockfile/known-lockfile.ts'
import { assessPlan } from '../../../../run/prepare/assess.ts'
import type { Assessment } from '../../../../run/prepare/assessment.ts'
import { gatherAssessmentInputs } from '../../../../run/prepare/assessment-inputs.ts'
import type { SubmissionCost } from '../../../../run/prepare/budget.ts'
import { knownPrices, spentBefore } from '../../../../run/prepare/known-prices.ts'
import { maybeSentJobs } from '../../../../run/prepare/note-maybe-sent.ts'
import type { Picks } from '../../../../run/prepare/picks.ts'
import { Overcharges } from '../../../../run/prepare/prices.ts'
import { Journal } from '../../../../store/journal/journal.ts'
import { lockfilePath } from '../../../../store/lockfile-text.ts'
import { stateFolder } from '../../../../store/state-folder.ts'
import { type ForecastAction, isPaid } from './action-text.ts'

export type Forecast = {
  /** By id of the instance. */
  readonly jobs: ReadonlyMap<string, ForecastAction>
  /** The instances of the plan, with prices that consider rendered clips, and charges above the price list. */
  readonly instances: Plan['instances']
  /** What the clips cost in earlier runs. */
  readonly spent: readonly SubmissionCost[]
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
export async function forecastPlan(plan: Plan, { jobs: all, shared }: Known): Promise<Forecast> {
  const state = stateFolder(plan.root)
  const journal = Journal.openToLook(state.journal, plan.manifestPath)
  try {
    const lockfile = new KnownLockfile(lockfilePath(plan.manifestPath), journal)
    const maybeSent = maybeSentJobs({ journal, lockfile }, all)
    const hashes = new InputHashes(plan.root, readOnlyMemory(journal))
    const assessmentInputs = gatherAssessmentInputs(plan, { journal, lockfile, jobs: all, maybeSent, hashes, shared })
    const { picks } = assessmentInputs
    const assessments = await assessPlan(assessmentInputs)
    const jobs = new Map(plan.instances.map((instance) => [instance.id, forecastAction(instance, assessments.get(instance.id), picks)]))
    const overcharges = new Overcharges(journal.attempts.overcharges())
    const instances = knownPrices(plan, assessments, picks).map((instance) =>
      isPaid(jobs.get(instance.id)) ? overcharges.repriced(instance) : instance,
    )
    return { jobs, instances, spent: spentBefore(plan, { journal, assessments }), seconds: journal.attempts.typicalSeconds() }
  } finally {
    journal.close()
  }
}

function forecastAction({ picks: groups }: Plan['instances'][number], assessment: Assessment | undefined, picks: Picks): ForecastAction {
  const { action, cause } = assessment ?? { action: 'submit', cause: 'new' }
  const open = groups.find(({ id }) => picks.of(id) === undefined && !picks.isAutomatic(id))
  return action === 'submit' && open !== undefined ? { action: 'wait', cause: `a take of ${open.id} must be picked` } : { action, cause }
}

function readOnlyMemory(journal: Journal): HashMemory {
  return { inputs: { find: (facts) => journal.inputs.find(facts), save: () => undefined }, write: async () => undefined }
}
