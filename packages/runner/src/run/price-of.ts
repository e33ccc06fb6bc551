import type { JobInstance } from '../plan/plan.ts'
import type { Cost } from './budget.ts'

/** What a job costs by the price rules. A price that is not known counts nothing until the provider says what it charged. */
export const priceOf = ({ provider, price }: JobInstance): Cost => ({
  provider,
  credits: price.credits ?? 0,
  ...(price.usd !== undefined && { usd: price.usd }),
})
