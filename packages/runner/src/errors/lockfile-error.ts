import { RunnerError } from './runner-error.ts'

/** The lockfile cannot be read. Nothing was sent. */
export class LockfileError extends RunnerError {
  readonly code = 'lockfile'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Restore it from version control, settle the merge conflict in it, or let this user read it: it tells which clips are paid for.',
    })
  }
}
