import { defined } from '@shotlist/codegen/defined'
import { systemClock } from '@shotlist/core'
import { FrozenError } from '../../errors/state-errors.ts'
import { PART_FOLDER } from '../../files/part-file.ts'
import { probeOutput } from '../../files/probe-output.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { totalOf } from '../../plan/total.ts'
import type { OpenedJournal } from '../../store/journal/rebuild-journal.ts'
import { refuseLinksOut } from '../../store/outputs/output-path.ts'
import { KnownLockfile } from '../lockfile/known-lockfile.ts'
import type { Cost } from '../run-event.ts'
import type { RunOptions } from '../run-options.ts'
import { assessPlan } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { type AssessmentInputs, gatherAssessmentInputs } from './assessment-inputs.ts'
import type { BudgetLedger } from './budget.ts'
import { type ForeignFile, guardOutputs } from './guard-outputs.ts'
import { knownPrices } from './known-prices.ts'
import { noteMaybeSent } from './note-maybe-sent.ts'
import { Overcharges } from './prices.ts'
import { assessPulled } from './pull.ts'
import { budgetOfRun, refuseOverBudget } from './refuse-over-budget.ts'

/** What is known before the first request. */
export type Prepared = {
  readonly assessmentInputs: AssessmentInputs
  /** By id of the instance, until it has ended. */
  readonly assessments: Map<string, Assessment>
  readonly budget: BudgetLedger
  readonly overcharges: Overcharges
  readonly lockfile: KnownLockfile
  /** Ids of the jobs whose earlier files are in the artifact store. */
  readonly stored: ReadonlySet<string>
  /** By id of the instance, foreign files at the paths of outputs. Their jobs wait, or keep an edited file. */
  readonly foreign: ReadonlyMap<string, ForeignFile>
  readonly estimate: Cost
}

/**
 * Checks what a run can be refused for without asking a provider: `--frozen`, the budget, output paths. `runPlan` then checks balances and asks
 * the user.
 *
 * @throws {FrozenError | OverBudgetError | InputError | LockfileError | OutputError}
 */
export async function prepareRun(options: RunOptions, { journal, records }: OpenedJournal): Promise<Prepared> {
  const { plan } = options
  const lockfile = new KnownLockfile(options.lockfile, journal)
  const jobs = manifestInstanceIdsOf(options)
  if (!options.pull) await noteMaybeSent({ journal, lockfile }, jobs)
  const assessmentInputs = gatherAssessmentInputs(plan, {
    journal,
    records,
    lockfile,
    jobs,
    picks: anyRenderOf(options.picks),
    force: options.force,
    now: () => (options.clock ?? systemClock).now(),
    shared: options.artifacts?.shared?.renders,
    hashes: options.hashes,
  })
  const assessments = await (options.pull ? assessPulled(assessmentInputs) : assessPlan(assessmentInputs))
  refuseFrozen(options, assessments)
  // Reads the lockfile now: a broken one must be reported before anything is paid for.
  if ([...assessments.values()].some(({ action }) => action !== 'cached')) void lockfile.content
  await checkOutputFolder(plan, assessments)
  const foreign = await guardOutputs({ plan, journal, lockfile, assessments, overwrite: options.overwrite === true })
  holdBackForeign(foreign, { assessments, keepEdited: options.keepEdited === true })
  const isSubmitted = ({ id }: JobInstance) => assessments.get(id)?.action === 'submit'
  const overcharges = new Overcharges(journal.attempts.overcharges())
  const priced = plan.instances.some(isSubmitted) ? knownPrices(plan, assessments, assessmentInputs.picks) : []
  const submitted = priced.filter(isSubmitted).map((instance) => overcharges.repriced(instance))
  const budget = budgetOfRun(options, { journal, assessments })
  // The check spends in a budget of its own: the run reserves the same costs again, one by one.
  const trialBudget = budgetOfRun(options, { journal, assessments })
  refuseOverBudget(submitted, trialBudget)
  const { credits, usd, most, unpriced: unknown } = totalOf(submitted)
  const estimate = { credits, usd, unknown, ...defined({ most: most.credits !== credits ? most : undefined }) }
  return {
    assessmentInputs,
    assessments,
    budget,
    overcharges,
    lockfile,
    stored: await storedFiles(assessments, options),
    foreign,
    estimate,
  }
}

function refuseFrozen({ plan, policy }: RunOptions, assessments: ReadonlyMap<string, Assessment>): void {
  const refused = policy?.mayPay === false ? plan.instances.filter(({ id }) => wouldSubmit(assessments.get(id))) : []
  if (refused.length > 0) throw new FrozenError(refused.map(({ id }) => ({ job: id, cause: assessments.get(id)?.cause ?? 'new' })))
}

/** Checks that the outputs of the run can be written, and that no link leads out of the output folder. */
async function checkOutputFolder({ instances, outputDir }: Plan, assessments: ReadonlyMap<string, Assessment>): Promise<void> {
  const outputs = instances.flatMap(({ id, output }) => (output === undefined || assessments.get(id)?.action === 'cached' ? [] : [output]))
  if (outputs.length > 0) await probeOutput(outputDir, `${PART_FOLDER}/probe`)
  await refuseLinksOut(outputDir, outputs)
}

type Assessed = { readonly assessments: Map<string, Assessment>; readonly keepEdited: boolean }

/** Holds back the jobs whose paths hold foreign files: they end as failed. With `--keep-edited`, a clip that was edited counts as done. */
function holdBackForeign(foreign: ReadonlyMap<string, ForeignFile>, { assessments, keepEdited }: Assessed): void {
  for (const [id, { isChanged }] of foreign) {
    const found = assessments.get(id)
    if (found === undefined) continue
    const isKept = isChanged && keepEdited && 'was' in found && found.was !== undefined
    assessments.set(id, isKept ? { ...found, action: 'cached', state: found.was } : { ...found, action: 'stay' })
  }
}

/** Ids of all instances of the manifest. */
export function manifestInstanceIdsOf({ plan, manifestInstanceIds }: RunOptions): ReadonlySet<string> {
  return manifestInstanceIds ?? new Set(plan.instances.map(({ id }) => id))
}

/** Picks that are valid for any render of the take. */
function anyRenderOf(picks: RunOptions['picks'] = {}) {
  return Object.fromEntries(Object.entries(picks).map(([group, take]) => [group, { take }]))
}

/** Whether a job sends a request that may cost money: a new submission, or the repetition of one that may not have arrived. */
function wouldSubmit(assessment: Assessment | undefined): boolean {
  return assessment?.action === 'submit' || (assessment?.action === 'resume' && assessment.state.phase === 'sent')
}

async function storedFiles(
  assessments: ReadonlyMap<string, Assessment>,
  { artifacts }: Pick<RunOptions, 'artifacts'>,
): Promise<ReadonlySet<string>> {
  const stored = new Set<string>()
  if (artifacts === undefined) return stored
  for (const [id, assessment] of assessments) {
    const file = 'was' in assessment ? assessment.was?.file : undefined
    if (file !== undefined && (await artifacts.all.has(file.sha256))) stored.add(id)
  }
  return stored
}
