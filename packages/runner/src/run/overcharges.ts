import type { Cost } from './budget.ts'

/** What a provider charges above its price list, by operation, as this run has seen it: what is reserved after that counts on the same. */
export class Overcharges {
  readonly #factors = new Map<string, number>()

  /** Notes what a submission was charged, and what it should have cost. */
  note(operation: string, { price, charged }: { readonly price: number | undefined; readonly charged: number }): void {
    if (price === undefined || price <= 0) return
    this.#factors.set(operation, Math.max(charged / price, this.#factors.get(operation) ?? 1))
  }

  /** The same cost, as high as it may come. */
  expect(operation: string, cost: Cost): Cost {
    const factor = this.#factors.get(operation) ?? 1
    if (factor === 1 || cost.credits === undefined) return cost
    return { ...cost, credits: cost.credits * factor, ...(cost.usd !== undefined && { usd: cost.usd * factor }) }
  }
}
