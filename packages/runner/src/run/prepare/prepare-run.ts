import { defined } from '@shotlist/codegen/defined'
import { systemClock } from '@shotlist/core'
import { OverBudgetError } from '../../errors/money-errors.ts'
import { FrozenError } from '../../errors/state-errors.ts'
import { PART_FOLDER } from '../../files/part-file.ts'
import { probeOutput } from '../../files/probe-output.ts'
import type { JobInstance } from '../../plan/plan.ts'
import { totalOf } from '../../plan/total.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { OpenedJournal } from '../../store/journal/rebuild-journal.ts'
import { refuseLinksOut } from '../../store/outputs/output-path.ts'
import { KnownLockfile } from '../lockfile/known-lockfile.ts'
import type { Cost } from '../run-event.ts'
import type { RunOptions } from '../run-options.ts'
import { assessPlan } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { type AssessmentInputs, gatherAssessmentInputs } from './assessment-inputs.ts'
import { BudgetLedger } from './budget.ts'
import { type ForeignFile, guardOutputs } from './guard-outputs.ts'
import { knownPrices, spentBefore } from './known-prices.ts'
import { noteMaybeSent } from './maybe-sent.ts'
import { costOf, Overcharges } from './prices.ts'
import { assessPulled } from './pull.ts'

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
  })
  const assessments = await (options.pull ? assessPulled(assessmentInputs) : assessPlan(assessmentInputs))
  const refused = options.policy?.mayPay === false ? plan.instances.filter(({ id }) => wouldSubmit(assessments.get(id))) : []
  if (refused.length > 0) throw new FrozenError(refused.map(({ id }) => ({ job: id, cause: assessments.get(id)?.cause ?? 'new' })))
  const outputs = plan.instances.flatMap(({ id, output }) =>
    output === undefined || assessments.get(id)?.action === 'cached' ? [] : [output],
  )
  // Reads the lockfile now: a broken one must be reported before anything is paid for.
  if ([...assessments.values()].some(({ action }) => action !== 'cached')) void lockfile.content
  if (outputs.length > 0) await probeOutput(plan.outputDir, `${PART_FOLDER}/probe`)
  await refuseLinksOut(plan.outputDir, outputs)
  const foreign = await guardOutputs({ plan, journal, lockfile, assessments, overwrite: options.overwrite === true })
  for (const [id, { isChanged }] of foreign) {
    const found = assessments.get(id)
    if (found === undefined) continue
    const isKept = isChanged && options.keepEdited === true && 'was' in found && found.was !== undefined
    assessments.set(id, isKept ? { ...found, action: 'cached', state: found.was } : { ...found, action: 'stay' })
  }
  const isSubmitted = ({ id }: JobInstance) => assessments.get(id)?.action === 'submit'
  const overcharges = new Overcharges(journal.attempts.overcharges())
  const known = plan.instances.some(isSubmitted) ? knownPrices(plan, assessments, assessmentInputs.picks) : []
  const submitted = known.filter(isSubmitted).map((instance) => overcharges.repriced(instance))
  const [budget, trial] = [ledgerOf(options, { journal, assessments }), ledgerOf(options, { journal, assessments })]
  for (const instance of submitted) {
    const cost = costOf(instance)
    // Its price depends on results of earlier jobs, and is checked when they are done.
    if (cost.credits === undefined && instance.price.isLater === true) continue
    const refusal = trial.refusal(cost)
    if (refusal !== undefined)
      throw overBudget(refusal.message, { instance, isUnpriced: cost.credits === undefined || cost.usd === undefined })
    trial.spend(cost)
  }
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

function overBudget(
  message: string,
  { instance: { id, price }, isUnpriced }: { instance: JobInstance; isUnpriced: boolean },
): OverBudgetError {
  const why = isUnpriced && price.why !== undefined ? `: ${price.why}` : ''
  return new OverBudgetError(`${message} (at ${id}${why})`, { isUnpriced })
}

/** The caps of a run. The budget counts what was spent before; the budget of this run does not. */
function ledgerOf(
  { plan, allowUnpriced }: RunOptions,
  known: { journal: Journal; assessments: ReadonlyMap<string, Assessment> },
): BudgetLedger {
  const budget = new BudgetLedger(plan.budget, { allowUnpriced })
  if (Object.keys(plan.budget).length > 0) for (const cost of spentBefore(plan, known)) budget.spend(cost)
  if (plan.runBudget !== undefined) budget.limitRun(plan.runBudget)
  return budget
}
