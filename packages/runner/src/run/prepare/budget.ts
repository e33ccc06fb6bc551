import type { Budget } from '../../plan/plan.ts'

/** The cost of a submission, in the provider's unit and in USD. An absent amount is not known. */
export type SubmissionCost = {
  readonly provider: string
  readonly credits?: number
  readonly usd?: number
  /** The amounts are upper bounds. */
  readonly isBound?: boolean
}

/** Money that is reserved for a submission. */
export type Reservation = {
  /** Replaces the estimate by the charge; 0 if nothing was charged. Only the first call counts. */
  settle(charged: SubmissionCost): void
  /** Raises the reserved amount, if the provider reports a higher charge before the submission is settled. */
  raise(charged: SubmissionCost): void
}

/** The cap that a cost would exceed, and why, for the user. */
export type BudgetRefusal = { readonly cap: string; readonly message: string }

/** The answer to a request for money: the money is reserved, or refused. */
export type ReservationResult =
  | { readonly reservation: Reservation; readonly refusal?: never }
  | { readonly reservation?: never; readonly refusal: BudgetRefusal }

/** What may still be spent: by one process, or by the workers of a fleet. */
export type SpendingLedger = {
  /** What this run has spent or reserved. `unknown` counts the submissions without a known cost. */
  readonly run: { readonly credits: number; readonly usd: number; readonly unknown: number }
  /**
   * Reserves the cost of a submission, unless a cap would be exceeded.
   *
   * @param submission its name, if several jobs share it: then it is reserved once for all of them
   */
  tryReserve(cost: SubmissionCost, counting?: Counting & { readonly submission?: string }): Promise<ReservationResult>
}

/** `isRepetition`: an earlier run sent the submission, and its cost was counted by `spend`. Only the caps of this run count it again. */
export type Counting = { readonly isRepetition?: boolean }

type Cap = {
  readonly name: string
  readonly limit: number
  readonly unit: 'usd' | 'credits'
  readonly provider?: string
  /** Whether it refuses a cost without a known price: a budget does, an account balance does not. */
  readonly isStrict: boolean
  /** Whether it limits only what this run spends. */
  readonly isOfRun: boolean
}

/** The reservation of a submission that several jobs share, and its charges so far. */
type Shared = { readonly reservation: Reservation; holders: number; charged: { readonly credits: number; readonly usd: number } }

/**
 * The caps of a run. A submission in flight counts with its highest price until it is settled. So no mix of responses exceeds a cap, except
 * by what a provider charges above its price list. A budget refuses a cost without a known price, unless that is allowed; then it counts
 * when the provider reports the charge.
 */
export class BudgetLedger implements SpendingLedger {
  readonly #caps: Cap[]
  readonly #spent = new Map<Cap, number>()
  readonly #shared = new Map<string, Shared>()
  readonly #allowUnpriced: boolean
  #run = { credits: 0, usd: 0, unknown: 0 }

  constructor(budget: Budget, { allowUnpriced = false }: { readonly allowUnpriced?: boolean | undefined } = {}) {
    this.#caps = capsOf(budget, { name: 'the budget', isOfRun: false })
    this.#allowUnpriced = allowUnpriced
  }

  /** Adds caps on what is spent from now on. */
  limitRun(budget: Budget): void {
    this.#caps.push(...capsOf(budget, { name: "this run's budget", isOfRun: true }))
  }

  /** Adds the balance of an account as a cap on what is spent from now on. */
  add(cap: { readonly name: string; readonly credits: number; readonly provider: string }): void {
    this.#caps.push({ name: cap.name, limit: cap.credits, unit: 'credits', provider: cap.provider, isStrict: false, isOfRun: true })
  }

  /** What this run has spent or reserved. `unknown` counts the submissions without a known cost. */
  get run(): { readonly credits: number; readonly usd: number; readonly unknown: number } {
    const { credits, usd, unknown } = this.#run
    return { credits: round(credits), usd: round(usd), unknown }
  }

  /** Counts what was spent before this run. */
  spend(cost: SubmissionCost): void {
    for (const cap of this.#capsFor(cost)) this.#add(cap, amountOf(cost, cap))
  }

  /** Why this cost must not be spent; undefined if it may be. */
  refusal(cost: SubmissionCost, { isRepetition = false }: Counting = {}): BudgetRefusal | undefined {
    const caps = this.#capsFor(cost, isRepetition)
    const unpriced = this.#allowUnpriced ? undefined : caps.find((cap) => cap.isStrict && cost[cap.unit] === undefined)
    if (unpriced !== undefined)
      return { cap: unpriced.name, message: `${unpriced.name} of ${show(unpriced.limit, unpriced)}: the price is not known` }
    const exceeded = caps.find((cap) => this.#of(cap) + amountOf(cost, cap) > cap.limit + 1e-9)
    if (exceeded === undefined) return undefined
    return {
      cap: exceeded.name,
      message: `${exceeded.name} of ${show(exceeded.limit, exceeded)}: ${show(this.#of(exceeded), exceeded)} are spent or reserved, and this costs ${show(amountOf(cost, exceeded), exceeded)}`,
    }
  }

  /** Reserves the cost. Call `refusal` before, in the same turn of the event loop. */
  reserve(cost: SubmissionCost, { isRepetition = false }: Counting = {}): Reservation {
    for (const cap of this.#capsFor(cost, isRepetition)) this.#add(cap, amountOf(cost, cap))
    this.#count(cost, 1)
    let counted = cost
    let isOpen = true
    const replace = (charged: SubmissionCost): void => {
      this.#count(counted, -1)
      this.#count(charged, 1)
      for (const cap of this.#capsFor(cost)) this.#add(cap, amountOf(charged, cap) - amountOf(counted, cap))
      counted = charged
    }
    return {
      settle: (charged) => {
        if (isOpen) replace(charged)
        isOpen = false
      },
      raise: (charged) => {
        if (isOpen && (charged.credits ?? 0) > (counted.credits ?? 0)) replace(charged)
      },
    }
  }

  // Between the check and the reservation no other job runs, because both are synchronous.
  // biome-ignore lint/suspicious/useAwait: the ledger of a fleet waits for its database
  async tryReserve(
    cost: SubmissionCost,
    { submission, ...counting }: Counting & { readonly submission?: string } = {},
  ): Promise<ReservationResult> {
    const isReserved = submission !== undefined && this.holds(submission)
    const refusal = isReserved ? undefined : this.refusal(cost, counting)
    if (refusal !== undefined) return { refusal }
    return { reservation: submission === undefined ? this.reserve(cost, counting) : this.reserveOnce(submission, cost, counting) }
  }

  /** Whether the cost of this submission is reserved or was charged. */
  holds(submission: string): boolean {
    return this.#shared.has(submission)
  }

  /** Reserves the cost of a submission that several jobs may share, once for all of them. It is settled when the last of them is. */
  reserveOnce(submission: string, cost: SubmissionCost, counting: Counting = {}): Reservation {
    const shared = this.#shared.get(submission) ?? {
      reservation: this.reserve(cost, counting),
      holders: 0,
      charged: { credits: 0, usd: 0 },
    }
    this.#shared.set(submission, shared)
    shared.holders += 1
    let isOpen = true
    return {
      settle: ({ provider, credits = 0, usd = 0 }) => {
        if (!isOpen) return
        isOpen = false
        shared.holders -= 1
        shared.charged = { credits: shared.charged.credits + credits, usd: shared.charged.usd + usd }
        if (shared.holders > 0) return
        shared.reservation.settle({ provider, ...shared.charged })
        // Nothing was charged: a job that sends it again must reserve it again.
        if (shared.charged.credits === 0) this.#shared.delete(submission)
      },
      raise: (charged) => {
        if (isOpen) shared.reservation.raise(charged)
      },
    }
  }

  #count({ credits, usd = 0, isBound = false }: SubmissionCost, sign: 1 | -1): void {
    if (credits === undefined || isBound) this.#run = { ...this.#run, unknown: this.#run.unknown + sign }
    else this.#run = { ...this.#run, credits: this.#run.credits + sign * credits, usd: this.#run.usd + sign * usd }
  }

  #capsFor({ provider }: SubmissionCost, ofRunOnly = false): Cap[] {
    return this.#caps.filter((cap) => (cap.provider === undefined || cap.provider === provider) && (cap.isOfRun || !ofRunOnly))
  }

  #of(cap: Cap): number {
    return this.#spent.get(cap) ?? 0
  }

  #add(cap: Cap, amount: number): void {
    this.#spent.set(cap, this.#of(cap) + amount)
  }
}

function amountOf(cost: SubmissionCost, cap: Cap): number {
  return cost[cap.unit] ?? 0
}
function round(amount: number): number {
  return Math.round(amount * 1e4) / 1e4
}

/** `$4.80`, `1,200 credits`. */
function show(amount: number, cap: Cap): string {
  const number = amount.toLocaleString('en', { minimumFractionDigits: cap.unit === 'usd' ? 2 : 0, maximumFractionDigits: 4 })
  return cap.unit === 'usd' ? `$${number}` : `${number} credits`
}

function capsOf({ usd, credits, providers = {} }: Budget, { name, isOfRun }: Pick<Cap, 'name' | 'isOfRun'>): Cap[] {
  const caps: Cap[] = []
  const add = (unit: Cap['unit'], limit: number | undefined, provider?: string): void => {
    if (limit === undefined) return
    const whose = provider === undefined ? { name } : { name: `${name} for ${provider}`, provider }
    caps.push({ ...whose, limit, unit, isStrict: true, isOfRun })
  }
  add('usd', usd)
  add('credits', credits)
  for (const [provider, cap] of Object.entries(providers)) {
    add('usd', cap.usd, provider)
    add('credits', cap.credits, provider)
  }
  return caps
}
