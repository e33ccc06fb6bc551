import type { JobInstance, JobPrice } from '../../plan/plan.ts'
import type { Cost } from './budget.ts'

type Priced = Pick<JobInstance, 'provider' | 'operation'>

/** By how much a provider has charged more for an operation than its price list says. */
export type Overcharge = Priced & { readonly factor: number }

/**
 * What providers charge above their price lists, by operation: what earlier runs of the folder and this run have seen. What is planned and reserved
 * after that counts on the same.
 */
export class Overcharges {
  readonly #factors: Map<string, number>

  constructor(known: readonly Overcharge[] = []) {
    this.#factors = new Map(known.map((overcharge) => [nameOf(overcharge), overcharge.factor]))
  }

  /** Notes what a submission was charged, and what it should have cost. */
  note(operation: Priced, { price, charged }: { readonly price: number | undefined; readonly charged: number }): void {
    if (price === undefined || price <= 0) return
    this.#factors.set(nameOf(operation), Math.max(charged / price, this.#factorOf(operation)))
  }

  /** The same cost, as high as it may come. */
  expect(operation: Priced, cost: Cost): Cost {
    return { ...cost, ...times(cost, this.#factorOf(operation)) }
  }

  /** The same instance, with the price that is to be expected. */
  repriced(instance: JobInstance): JobInstance {
    const factor = this.#factorOf(instance)
    if (factor === 1) return instance
    const { range } = instance.price
    const price: JobPrice = {
      ...instance.price,
      ...times(instance.price, factor),
      ...(range && { range: { least: range.least, most: { ...range.most, ...times(range.most, factor) } } }),
    }
    return { ...instance, price }
  }

  #factorOf(operation: Priced): number {
    return this.#factors.get(nameOf(operation)) ?? 1
  }
}

const nameOf = ({ provider, operation }: Priced): string => `${provider}/${operation}`

type Amount = { readonly credits?: number; readonly usd?: number }

const times = ({ credits, usd }: Amount, factor: number): Amount => ({
  ...(credits !== undefined && { credits: credits * factor }),
  ...(usd !== undefined && { usd: usd * factor }),
})
