import { RunnerError } from './runner-error.ts'

/** What is to be submitted costs more than the budget allows. Nothing was sent. */
export class OverBudgetError extends RunnerError {
  readonly code = 'over-budget'

  constructor(message: string) {
    super(`the run would break ${message}`, {
      hint: 'Raise `budget` (or --budget), or render less with --only, --skip or --tag.',
    })
  }
}
