import type { Prepared } from './prepare-run.ts'
import type { RunContext } from './run-context.ts'

/** A provider that does not say in this time what is left is not waited for. */
const PATIENCE_MS = 10_000

/**
 * Makes what is left on the accounts a cap, where it can be read: what they do not cover is not submitted. A balance that cannot be read
 * holds nothing up, and one of nothing is left to the provider's own word, for an answer may leave it out.
 */
export async function heedBalances(context: RunContext, { assessments }: Pick<Prepared, 'assessments'>): Promise<void> {
  const { plan } = context.options
  const paying = plan.instances.filter(({ id, price }) => price.credits !== 0 && assessments.get(id)?.action === 'submit')
  await Promise.all([...new Set(paying.map(({ provider }) => provider))].map((provider) => heed(context, provider)))
}

async function heed({ lane, budget, working }: RunContext, provider: string): Promise<void> {
  const { client, table } = lane(provider)
  const signal = AbortSignal.any([working, AbortSignal.timeout(PATIENCE_MS)])
  const balance = await client.balance({ retry: false, signal }).catch(() => undefined)
  if (balance !== undefined && balance.amount > 0) {
    budget.add({ name: `the balance at ${table.title}`, credits: balance.amount, provider })
  }
}
