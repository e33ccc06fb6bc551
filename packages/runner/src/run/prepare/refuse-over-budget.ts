import { OverBudgetError } from '../../errors/money-errors.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { RunOptions } from '../run-options.ts'
import type { Assessment } from './assessment.ts'
import { BudgetLedger } from './budget.ts'
import { spentBefore } from './known-prices.ts'
import { costOf } from './prices.ts'

/** The caps of a run. The budget counts what was spent before; the budget of this run does not. */
export function budgetOfRun(
  { plan, allowUnpriced }: RunOptions,
  known: { readonly journal: Journal; readonly assessments: ReadonlyMap<string, Assessment> },
): BudgetLedger {
  const budget = new BudgetLedger(plan.budget, { allowUnpriced })
  if (Object.keys(plan.budget).length > 0) for (const cost of spentBefore(plan, known)) budget.spend(cost)
  if (plan.runBudget !== undefined) budget.limitRun(plan.runBudget)
  return budget
}

/**
 * Spends the prices of the submissions in a budget that is only for this check.
 *
 * @throws {OverBudgetError} if they do not fit
 */
export function refuseOverBudget(submitted: readonly JobInstance[], trialBudget: BudgetLedger): void {
  for (const instance of submitted) {
    const cost = costOf(instance)
    // Its price depends on results of earlier jobs, and is checked when they are done.
    if (cost.credits === undefined && instance.price.isLater === true) continue
    const refusal = trialBudget.refusal(cost)
    if (refusal !== undefined)
      throw overBudget(refusal.message, { instance, isUnpriced: cost.credits === undefined || cost.usd === undefined })
    trialBudget.spend(cost)
  }
}

function overBudget(
  message: string,
  { instance: { id, price }, isUnpriced }: { readonly instance: JobInstance; readonly isUnpriced: boolean },
): OverBudgetError {
  const why = isUnpriced && price.why !== undefined ? `: ${price.why}` : ''
  return new OverBudgetError(`${message} (at ${id}${why})`, { isUnpriced })
}
