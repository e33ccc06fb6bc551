import { OverBalanceError } from '../../errors/money-errors.ts'
import { checkBalances } from '../../plan/check-budget.ts'
import type { RunOptions } from '../run-options.ts'
import type { Prepared } from './prepare-run.ts'

/** A provider that does not say in this time what is left is not waited for. */
const BALANCE_TIMEOUT_MS = 10_000

/**
 * Asks what is left on the accounts, where it can be read, before anything is submitted: what they do not cover is refused, and what is
 * there is a cap on what the run comes to. A balance that cannot be read holds nothing up.
 *
 * @throws {OverBalanceError | MissingKeyError}
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
