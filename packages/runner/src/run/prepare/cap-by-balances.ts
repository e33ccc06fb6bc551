import { OverBalanceError } from '../../errors/money-errors.ts'
import { checkBalances } from '../../plan/check-budget.ts'
import type { RunOptions } from '../run-options.ts'
import type { Prepared } from './prepare-run.ts'

/** Time limit of a balance request. After it, the run continues without the balance. */
const BALANCE_TIMEOUT_MS = 10_000

/**
 * Reads the balances of the accounts that the run will charge, before anything is submitted, and adds each as a cap of the run. A balance
 * that cannot be read is ignored.
 *
 * @throws {OverBalanceError} if a balance does not cover the run
 * @throws {MissingKeyError} if a provider has no API key
 */
export async function capByBalances(options: RunOptions, { assessments, budget }: Pick<Prepared, 'assessments' | 'budget'>): Promise<void> {
  const { plan } = options
  const paying = plan.instances.filter(({ id, price }) => price.credits !== 0 && assessments.get(id)?.action === 'submit')
  const asked = [...new Set(paying.map(({ provider }) => provider))]
  const read = await Promise.all(asked.map(async (provider) => [provider, await balanceOf(options, provider)] as const))
  const balances = new Map(read.filter((entry): entry is [string, number] => entry[1] !== undefined))
  const shortfalls = checkBalances(paying, { providers: plan.providers, balances })
  if (shortfalls.length > 0) throw new OverBalanceError(shortfalls)
  for (const [provider, credits] of balances) {
    budget.add({ name: `the balance at ${plan.providers[provider]?.model.table.title ?? provider}`, credits, provider })
  }
}

async function balanceOf({ plan, connect, signal }: RunOptions, id: string): Promise<number | undefined> {
  const provider = plan.providers[id]
  if (provider === undefined) return undefined
  const { client } = connect(provider)
  const limit = AbortSignal.any([signal, AbortSignal.timeout(BALANCE_TIMEOUT_MS)])
  return (await client.balance({ retry: false, signal: limit }).catch(() => undefined))?.amount
}
