import { RunnerError } from './runner-error.ts'

/** The user was asked whether money may be spent, and said no. Nothing was sent. */
export class DeclinedError extends RunnerError {
  readonly code = 'declined'

  constructor() {
    super('not confirmed; nothing was sent', { hint: 'Answer y to render, or give --yes to be asked no more.' })
  }
}
