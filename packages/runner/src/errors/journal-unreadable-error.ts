import { RunnerError } from './runner-error.ts'

/** There is a journal, and it cannot be opened. Nothing was sent: without it, it is not known what was paid for. */
export class JournalUnreadableError extends RunnerError {
  readonly code = 'journal-unreadable'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Give this user the right to read it, or put back what stood there: it tells what was submitted and paid for.',
    })
  }
}
