import type { Shortfall } from '../plan/check-balances.ts'
import { units } from './amounts.ts'
import { RunnerError } from './runner-error.ts'

/** An account does not cover what is to be submitted. Nothing was sent. */
export class OverBalanceError extends RunnerError {
  readonly code = 'over-balance'

  constructor(shortfalls: readonly Shortfall[]) {
    super(shortfallText(shortfalls), { hint: 'Top up the account, or render less with --only, --skip or --tag.' })
  }
}

/** `the account at PixVerse holds 100 credits, and 180 credits are needed`: what a run is refused for, as a plan foretells it. */
export const shortfallText = (shortfalls: readonly Shortfall[]): string =>
  shortfalls
    .map(({ title, unit, balance, needed }) => {
      const are = needed === 1 ? 'is' : 'are'
      return `the account at ${title} holds ${units(balance, unit)}, and ${units(needed, unit)} ${are} needed`
    })
    .join('; ')
