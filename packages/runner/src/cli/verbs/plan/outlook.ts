import { checkBalances, type Shortfall } from '../../../plan/check-balances.ts'
import { checkBudget, type Overrun, unpricedUnder } from '../../../plan/check-budget.ts'
import type { JobInstance, Plan } from '../../../plan/plan.ts'
import type { Output } from '../../../show/text/output.ts'
import { createPaint } from '../../../show/text/paint.ts'
import { stateFolder } from '../../../store/state-folder.ts'
import { artifactsOf } from '../../project/open-artifacts.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'
import { isPaid } from './action-text.ts'
import { type ExpectedTime, expectedTime } from './expected-time.ts'
import { type Foresight, foresee } from './foresee.ts'
import { planText } from './plan-text.ts'
import { type Balances, readBalances } from './read-balances.ts'

/** All that is said of a plan. */
export type Outlook = {
  readonly instances: readonly JobInstance[]
  readonly foresight: Foresight
  readonly over: readonly Overrun[]
  /** What is not submitted under the budget, for nobody knows its price. */
  readonly unpriced: readonly JobInstance[]
  /** Accounts that do not cover it. */
  readonly short: readonly Shortfall[]
  readonly balances: Balances
  readonly time: ExpectedTime
}

/**
 * Looks at what a plan would do, and cost. Writes nothing, and submits nothing.
 *
 * @throws {LockfileError | JournalDamagedError | InputError}
 */
export async function outlookOf(
  context: VerbContext,
  plan: Plan,
  { instances: planned, options }: { readonly instances: readonly JobInstance[]; readonly options: VerbOptions },
): Promise<Outlook> {
  const artifacts = artifactsOf(plan, { state: stateFolder(plan.root), context, options })
  const known = { jobs: new Set(plan.instances.map(({ id }) => id)), shared: artifacts.shared?.renders }
  const [foresight, balances] = await Promise.all([foresee({ ...plan, instances: planned }, known), readBalances(context, plan, options)])
  const { instances } = foresight
  const allowUnpriced = options['allowUnpriced'] === true
  const paid = instances.filter(({ id }) => isPaid(foresight.jobs.get(id)))
  // What is paid for already is within no budget any more: a run with nothing to submit is refused by none.
  const over = paid.length > 0 ? [...checkBudget(paid, plan.budget, foresight.spent), ...checkBudget(paid, plan.runBudget ?? {})] : []
  const unpriced = allowUnpriced ? [] : [...new Set([...unpricedUnder(paid, plan.budget), ...unpricedUnder(paid, plan.runBudget ?? {})])]
  const short = checkBalances(paid, { providers: plan.providers, balances })
  return { instances, foresight, over, unpriced, short, balances, time: expectedTime(plan, instances, foresight) }
}

type TextOptions = {
  readonly outlook: Outlook
  /** List every clip, not only every job. */
  readonly clips: boolean
  /** Where it is written. */
  readonly out: Output
}

/** The plan for a person. */
export function outlookText({ cwd, color }: VerbContext, plan: Plan, { outlook, clips, out }: TextOptions): string {
  return planText(plan, { ...outlook, cwd, paint: createPaint(color), columns: out.isTTY ? out.columns : undefined, clips })
}
