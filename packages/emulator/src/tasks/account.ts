/** The provider's account: credits, charges and refunds, in its unit. */
export class Account {
  readonly #granted: number | undefined
  #charges = 0
  #charged = 0
  #refunded = 0
  #unpriced = 0

  /** `credits`: what it begins with; without it nothing runs out. */
  constructor(credits: number | undefined) {
    this.#granted = credits
  }

  /** What is left; `undefined` where nothing runs out. */
  get balance(): number | undefined {
    return this.#granted === undefined ? undefined : exact(this.#granted - this.#charged + this.#refunded)
  }

  get totals(): { charges: number; charged: number; refunded: number; unpriced: number } {
    return { charges: this.#charges, charged: exact(this.#charged), refunded: exact(this.#refunded), unpriced: this.#unpriced }
  }

  /** Whether there is enough for a charge. A price that is not known needs at least something to be left. */
  affords(charge: number | undefined): boolean {
    const balance = this.balance
    return balance === undefined || (charge === undefined ? balance > 0 : charge <= balance)
  }

  charge(amount: number | undefined): void {
    this.#charges += 1
    if (amount === undefined) this.#unpriced += 1
    else this.#charged += amount
  }

  refund(amount: number | undefined): void {
    this.#refunded += amount ?? 0
  }
}

/** Sums of decimal prices without the dust that binary fractions leave. */
function exact(amount: number): number {
  return Math.round(amount * 1e9) / 1e9
}
