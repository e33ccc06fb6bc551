import type { Shortfall } from '../plan/check-budget.ts'
import { units } from './amounts.ts'
import { RunnerError } from './runner-error.ts'

/** The run would cost more than the budget allows, or has clips of unknown price. Nothing was sent. */
export class OverBudgetError extends RunnerError {
  readonly code = 'over-budget'

  constructor(message: string, { isUnpriced = false }: { readonly isUnpriced?: boolean } = {}) {
    super(isUnpriced ? `nothing was submitted under ${message}` : `the run would exceed ${message}`, {
      hint: isUnpriced
        ? 'A budget cannot limit clips without a price: --allow-unpriced submits them anyway; --only, --skip and --tag leave them out.'
        : 'Raise `budget` (or --budget), or render less with --only, --skip or --tag.',
    })
  }
}

/** An account holds less than the run would cost. Nothing was sent. */
export class OverBalanceError extends RunnerError {
  readonly code = 'over-balance'

  constructor(shortfalls: readonly Shortfall[]) {
    super(shortfallText(shortfalls), { hint: 'Top up the account, or render less with --only, --skip or --tag.' })
  }
}

/** `the account at PixVerse holds 100 credits, and 180 credits are needed`: the message of the error, which `plan` shows in advance. */
export function shortfallText(shortfalls: readonly Shortfall[]): string {
  return shortfalls
    .map(({ title, unit, balance, needed }) => {
      const are = needed === 1 ? 'is' : 'are'
      return `the account at ${title} holds ${units(balance, unit)}, and ${units(needed, unit)} ${are} needed`
    })
    .join('; ')
}

/** The user declined to spend money. Nothing was sent. */
export class DeclinedError extends RunnerError {
  readonly code = 'declined'

  constructor() {
    super('not confirmed; nothing was sent', { hint: 'Answer y to render, or give --yes to skip the question.' })
  }
}
