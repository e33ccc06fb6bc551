import type { Shortfall } from '../plan/check-budget.ts'
import { units } from './amounts.ts'
import { RunnerError } from './runner-error.ts'

/** What is to be submitted costs more than the budget allows, or nobody knows how much. Nothing was sent. */
export class OverBudgetError extends RunnerError {
  readonly code = 'over-budget'

  constructor(message: string, { isUnpriced = false }: { readonly isUnpriced?: boolean } = {}) {
    super(isUnpriced ? `nothing was submitted under ${message}` : `the run would break ${message}`, {
      hint: isUnpriced
        ? 'A budget cannot hold back what has no price: --allow-unpriced submits it all the same; --only, --skip and --tag leave it out.'
        : 'Raise `budget` (or --budget), or render less with --only, --skip or --tag.',
    })
  }
}

/** An account does not cover what is to be submitted. Nothing was sent. */
export class OverBalanceError extends RunnerError {
  readonly code = 'over-balance'

  constructor(shortfalls: readonly Shortfall[]) {
    super(shortfallText(shortfalls), { hint: 'Top up the account, or render less with --only, --skip or --tag.' })
  }
}

/** `the account at PixVerse holds 100 credits, and 180 credits are needed`: what a run is refused for, as a plan foretells it. */
export function shortfallText(shortfalls: readonly Shortfall[]): string {
  return shortfalls
    .map(({ title, unit, balance, needed }) => {
      const are = needed === 1 ? 'is' : 'are'
      return `the account at ${title} holds ${units(balance, unit)}, and ${units(needed, unit)} ${are} needed`
    })
    .join('; ')
}

/** The user was asked whether money may be spent, and said no. Nothing was sent. */
export class DeclinedError extends RunnerError {
  readonly code = 'declined'

  constructor() {
    super('not confirmed; nothing was sent', { hint: 'Answer y to render, or give --yes to be asked no more.' })
  }
}
