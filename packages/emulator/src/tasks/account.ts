/** The provider's account: credits, charges and refunds, in its unit. */
export class Account {
  readonly #granted: number | undefined
  #charges = 0
  #charged = 0
  #refunded = 0
  #unpriced = 0

  /** `credits`: the initial balance; `undefined`: unlimited. */
  constructor(credits: number | undefined) {
    this.#granted = credits
  }

  /** The remaining credits; `undefined` if they are unlimited. */
  get balance(): number | undefined {
    return this.#granted === undefined ? undefined : exact(this.#granted - this.#charged + this.#refunded)
  }

  get totals(): { charges: number; charged: number; refunded: number; unpriced: number } {
    return { charges: this.#charges, charged: exact(this.#charged), refunded: exact(this.#refunded), unpriced: this.#unpriced }
  }

  /** Whether the account can pay a charge. A charge without a known price needs a balance above 0. */
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

/** Removes the rounding error of binary fractions from a sum of decimal prices. */
function exact(amount: number): number {
  return Math.round(amount * 1e9) / 1e9
}
