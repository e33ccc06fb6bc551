import type { Budget } from '../../plan/plan.ts'

/** What something costs at a provider: in its unit, and in USD where the rate is known. Absent: not known. */
export type SubmissionCost = {
  readonly provider: string
  readonly credits?: number
  readonly usd?: number
  /** It costs this at the most, and perhaps less. */
  readonly isBound?: boolean
}

/** Money put aside for a submission. */
export type Reservation = {
  /** Replaces the estimate by what was charged; 0 when nothing was. Counts once. */
  settle(charged: SubmissionCost): void
  /** Counts more than was put aside, where the provider says so before it is settled. */
  raise(charged: SubmissionCost): void
}

/** Which cap something would break, for a person. */
export type BudgetRefusal = { readonly cap: string; readonly message: string }

/** `isCounted`: an earlier run sent it, and its cost is among what was spent before; only caps that begin with this run count it anew. */
type Counting = { readonly isCounted?: boolean }

type Cap = {
  readonly name: string
  readonly limit: number
  readonly unit: 'usd' | 'credits'
  readonly provider?: string
  /** Whether it holds back what has no price: a budget does, an account does not. */
  readonly isStrict: boolean
  /** Whether it begins with this run. */
  readonly isOfRun: boolean
}

/** What is put aside for a submission that jobs have in common, and what it was charged so far. */
type Shared = { readonly reservation: Reservation; holders: number; charged: { readonly credits: number; readonly usd: number } }

/**
 * The caps of a run. What is in flight counts as spent until it is settled, at the most that it may cost, so that no mix of answers can
 * break a cap by more than what a provider charges above its own price list. What has no price does not pass under a cap, unless that is
 * allowed; then it counts when the provider says what it charged.
 */
export class BudgetLedger {
  readonly #caps: Cap[]
  readonly #spent = new Map<Cap, number>()
  readonly #shared = new Map<string, Shared>()
  readonly #allowUnpriced: boolean
  #run = { credits: 0, usd: 0, unknown: 0 }

  constructor(budget: Budget, { allowUnpriced = false }: { readonly allowUnpriced?: boolean | undefined } = {}) {
    this.#caps = capsOf(budget, { name: 'the budget', isOfRun: false })
    this.#allowUnpriced = allowUnpriced
  }

  /** Caps on what is spent from now on. */
  limitRun(budget: Budget): void {
    this.#caps.push(...capsOf(budget, { name: "this run's budget", isOfRun: true }))
  }

  /** One more cap: what is on an account. Counts what is spent from now on. */
  add(cap: { readonly name: string; readonly credits: number; readonly provider: string }): void {
    this.#caps.push({ name: cap.name, limit: cap.credits, unit: 'credits', provider: cap.provider, isStrict: false, isOfRun: true })
  }

  /** What this run spent, or has put aside; `unknown` counts the submissions of which that is not known. */
  get run(): { readonly credits: number; readonly usd: number; readonly unknown: number } {
    const { credits, usd, unknown } = this.#run
    return { credits: round(credits), usd: round(usd), unknown }
  }

  /** Counts what was spent before this run. */
  spend(cost: SubmissionCost): void {
    for (const cap of this.#capsFor(cost)) this.#add(cap, amountOf(cost, cap))
  }

  /** Why this cost must not be spent; undefined when it may. */
  refusal(cost: SubmissionCost, { isCounted = false }: Counting = {}): BudgetRefusal | undefined {
    const caps = this.#capsFor(cost, isCounted)
    const blind = this.#allowUnpriced ? undefined : caps.find((cap) => cap.isStrict && cost[cap.unit] === undefined)
    if (blind !== undefined) return { cap: blind.name, message: `${blind.name} of ${show(blind.limit, blind)}: its price is not known` }
    const broken = caps.find((cap) => this.#of(cap) + amountOf(cost, cap) > cap.limit + 1e-9)
    if (broken === undefined) return undefined
    return {
      cap: broken.name,
      message: `${broken.name} of ${show(broken.limit, broken)}: ${show(this.#of(broken), broken)} are spent or reserved, and this takes ${show(amountOf(cost, broken), broken)}`,
    }
  }

  /** Puts the cost aside. Ask `refusal` first, in the same turn. */
  reserve(cost: SubmissionCost, { isCounted = false }: Counting = {}): Reservation {
    for (const cap of this.#capsFor(cost, isCounted)) this.#add(cap, amountOf(cost, cap))
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

  /** Whether the cost of this submission is put aside, or was charged. */
  holds(submission: string): boolean {
    return this.#shared.has(submission)
  }

  /** Puts the cost of a submission aside that several jobs may have in common: once for all of them. It is settled when the last of them is. */
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
        // What was not charged is put aside anew by whoever sends it again.
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
