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
