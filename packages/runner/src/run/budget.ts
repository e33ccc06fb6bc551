import type { Budget } from '../plan/plan.ts'

/** What something costs at a provider: in its unit, and in USD where the rate is known. */
export type Cost = { readonly provider: string; readonly credits: number; readonly usd?: number }

/** Money put aside for a submission. */
export type Reservation = {
  /** Replaces the estimate by what was charged; 0 when nothing was. Counts once. */
  settle(charged: Cost): void
}

/** Which cap something would break, for a person. */
export type BudgetRefusal = { readonly cap: string; readonly message: string }

type Cap = { readonly name: string; readonly limit: number; readonly unit: 'usd' | 'credits'; readonly provider?: string }

/**
 * The caps of a run. What is in flight counts as spent until it is settled, so that no mix of answers can break a cap by more than what a
 * provider charges above its own price list. A cost whose price is not known counts when the provider says what it charged.
 */
export class BudgetLedger {
  readonly #caps: Cap[]
  readonly #spent = new Map<Cap, number>()
  #run = { credits: 0, usd: 0 }

  constructor(budget: Budget) {
    this.#caps = capsOf(budget)
  }

  /** Caps on what is spent from now on. */
  limitRun(budget: Budget): void {
    this.#caps.push(...capsOf(budget, "this run's budget"))
  }

  /** One more cap: what is on an account. Counts what is spent from now on. */
  add(cap: { readonly name: string; readonly credits: number; readonly provider: string }): void {
    this.#caps.push({ name: cap.name, limit: cap.credits, unit: 'credits', provider: cap.provider })
  }

  /** What this run spent, or has put aside. */
  get run(): { readonly credits: number; readonly usd: number } {
    return { credits: round(this.#run.credits), usd: round(this.#run.usd) }
  }

  /** Counts what was spent before this run. */
  spend(cost: Cost): void {
    for (const cap of this.#capsFor(cost)) this.#add(cap, amountOf(cost, cap))
  }

  /** Why this cost must not be spent; undefined when it may. */
  refusal(cost: Cost): BudgetRefusal | undefined {
    const broken = this.#capsFor(cost).find((cap) => this.#of(cap) + amountOf(cost, cap) > cap.limit + 1e-9)
    if (broken === undefined) return undefined
    return {
      cap: broken.name,
      message: `${broken.name} of ${show(broken.limit, broken)}: ${show(this.#of(broken), broken)} are spent or reserved, and this takes ${show(amountOf(cost, broken), broken)}`,
    }
  }

  /** Puts the cost aside. Ask `refusal` first, in the same turn. */
  reserve(cost: Cost): Reservation {
    this.spend(cost)
    this.#count(cost, 1)
    let isOpen = true
    return {
      settle: (charged) => {
        if (!isOpen) return
        isOpen = false
        this.#count(cost, -1)
        this.#count(charged, 1)
        for (const cap of this.#capsFor(cost)) this.#add(cap, amountOf(charged, cap) - amountOf(cost, cap))
      },
    }
  }

  #count({ credits, usd = 0 }: Cost, sign: 1 | -1): void {
    this.#run = { credits: this.#run.credits + sign * credits, usd: this.#run.usd + sign * usd }
  }

  #capsFor({ provider }: Cost): Cap[] {
    return this.#caps.filter((cap) => cap.provider === undefined || cap.provider === provider)
  }

  #of(cap: Cap): number {
    return this.#spent.get(cap) ?? 0
  }

  #add(cap: Cap, amount: number): void {
    this.#spent.set(cap, this.#of(cap) + amount)
  }
}

const amountOf = (cost: Cost, cap: Cap): number => (cap.unit === 'usd' ? (cost.usd ?? 0) : cost.credits)
const round = (amount: number): number => Math.round(amount * 1e4) / 1e4

/** `$4.80`, `1,200 credits`. */
function show(amount: number, cap: Cap): string {
  const number = amount.toLocaleString('en', { minimumFractionDigits: cap.unit === 'usd' ? 2 : 0, maximumFractionDigits: 4 })
  return cap.unit === 'usd' ? `$${number}` : `${number} credits`
}

function capsOf({ usd, credits, providers = {} }: Budget, name = 'the budget'): Cap[] {
  const caps: Cap[] = []
  if (usd !== undefined) caps.push({ name, limit: usd, unit: 'usd' })
  if (credits !== undefined) caps.push({ name, limit: credits, unit: 'credits' })
  for (const [provider, cap] of Object.entries(providers)) {
    if (cap.usd !== undefined) caps.push({ name: `${name} for ${provider}`, limit: cap.usd, unit: 'usd', provider })
    if (cap.credits !== undefined) caps.push({ name: `${name} for ${provider}`, limit: cap.credits, unit: 'credits', provider })
  }
  return caps
}
