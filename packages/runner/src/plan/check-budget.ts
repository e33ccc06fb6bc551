import type { Budget, JobInstance, Plan } from './plan.ts'
import { totalOf } from './total.ts'

/** A cap that the plan would exceed. `provider` is absent for a cap over all providers. */
export type Overrun = { readonly provider?: string; readonly unit: 'usd' | 'credits'; readonly cap: number; readonly needed: number }

/** Money that was spent at a provider. */
type Spent = { readonly provider: string; readonly credits?: number; readonly usd?: number }

/**
 * The caps that these instances and earlier spending together would exceed, each instance at the upper bound of its price. Instances
 * without a price count as 0.
 */
export function checkBudget(instances: readonly JobInstance[], budget: Budget, spent: readonly Spent[] = []): readonly Overrun[] {
  const over = overruns(instances, { caps: budget, spent })
  for (const [provider, caps] of Object.entries(budget.providers ?? {})) {
    const own = instances.filter((instance) => instance.provider === provider)
    const spentThere = spent.filter((each) => each.provider === provider)
    over.push(...overruns(own, { caps, spent: spentThere }).map((overrun) => Object.assign(overrun, { provider })))
  }
  return over
}

type Caps = { readonly caps: { readonly usd?: number; readonly credits?: number }; readonly spent: readonly Spent[] }

function overruns(instances: readonly JobInstance[], { caps, spent }: Caps): Overrun[] {
  const total = totalOf(instances)
  const over: Overrun[] = []
  for (const unit of ['usd', 'credits'] as const) {
    const cap = caps[unit]
    const needed = spent.reduce((sum, each) => sum + (each[unit] ?? 0), total.most[unit])
    if (cap !== undefined && needed > cap + 1e-9) over.push({ unit, cap, needed })
  }
  return over
}

/** The instances that cannot run under this budget because their price stays unknown, also after the jobs before them are done. */
export function unpricedUnder(instances: readonly JobInstance[], budget: Budget): readonly JobInstance[] {
  return instances.filter(({ provider, price }) => {
    const caps = [budget, budget.providers?.[provider]]
    const { credits, usd } = price.range?.most ?? price
    if (credits === undefined && price.isLater === true) return false
    return caps.some((cap) => (cap?.usd !== undefined && usd === undefined) || (cap?.credits !== undefined && credits === undefined))
  })
}

/** An account that holds less than a run needs. Amounts are in the provider's unit. */
export type Shortfall = {
  readonly provider: string
  readonly title: string
  readonly unit: string
  readonly balance: number
  readonly needed: number
}

/**
 * The accounts that these instances would overdraw. An account of unknown balance is left out. Instances without a price count as 0; the
 * balance limits them during the run.
 *
 * @param balances by provider
 */
export function checkBalances(
  instances: readonly JobInstance[],
  { providers, balances }: Pick<Plan, 'providers'> & { readonly balances: ReadonlyMap<string, number> },
): readonly Shortfall[] {
  return [...balances].flatMap(([provider, balance]) => {
    const needed = totalOf(instances.filter((instance) => instance.provider === provider)).credits
    const table = providers[provider]?.model.table
    return table === undefined || needed <= balance ? [] : [{ provider, title: table.title, unit: table.money.unit, balance, needed }]
  })
}
