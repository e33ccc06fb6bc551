import type { Budget, JobInstance } from './plan.ts'
import { totalOf } from './total.ts'

/** A cap that the plan would break. `provider` is absent for a cap over all. */
export type Overrun = { readonly provider?: string; readonly unit: 'usd' | 'credits'; readonly cap: number; readonly needed: number }

/** The caps that these instances would break, all done. What has no price counts nothing here: it is reserved and settled as it runs. */
export function checkBudget(instances: readonly JobInstance[], budget: Budget): readonly Overrun[] {
  const over = overruns(instances, budget)
  for (const [provider, caps] of Object.entries(budget.providers ?? {})) {
    const own = instances.filter((instance) => instance.provider === provider)
    over.push(...overruns(own, caps).map((overrun) => Object.assign(overrun, { provider })))
  }
  return over
}

function overruns(instances: readonly JobInstance[], caps: { readonly usd?: number; readonly credits?: number }): Overrun[] {
  const total = totalOf(instances)
  const over: Overrun[] = []
  for (const unit of ['usd', 'credits'] as const) {
    const cap = caps[unit]
    if (cap !== undefined && total[unit] > cap) over.push({ unit, cap, needed: total[unit] })
  }
  return over
}
