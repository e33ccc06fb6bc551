import type { JobInstance, Plan } from './plan.ts'
import { totalOf } from './total.ts'

/** An account that does not cover what is to be rendered; amounts in the provider's unit. */
export type Shortfall = {
  readonly provider: string
  readonly title: string
  readonly unit: string
  readonly balance: number
  readonly needed: number
}

/**
 * The accounts that these instances, all to be paid for, would overdraw. An account whose balance is not known covers everything, and what
 * has no price counts nothing: the balance caps it as it runs.
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
