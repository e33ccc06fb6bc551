import type { JobInstance, Plan } from '../../plan/plan.ts'
import type { Emit } from '../run-event.ts'
import { costOf } from './price-of.ts'

type Submitted = { readonly plan: Plan; readonly submitted: readonly JobInstance[]; readonly emit: Emit }

/** Says which clips a cap cannot hold back: what they cost in its unit is not known before the provider charges it, or at all. */
export function noteUncapped({ plan: { budget, runBudget }, submitted, emit }: Submitted): void {
  const blind = submitted.filter((instance) => {
    const { provider } = instance
    const cost = costOf(instance)
    const over = { ...budget, ...runBudget }
    const { usd = over.usd, credits = over.credits } = budget.providers?.[provider] ?? {}
    return (usd !== undefined && cost.usd === undefined) || (credits !== undefined && cost.credits === undefined)
  })
  if (blind.length === 0) return
  const providers = [...new Set(blind.map(({ provider }) => provider))].join(', ')
  const clips = blind.length === 1 ? '1 clip' : `${blind.length} clips`
  const message = `the budget does not hold back ${clips} of ${providers}: the price is not known, and counts when it is charged at the earliest`
  emit({ event: 'run.warning', code: 'budget-blind', message })
}
