import { RunnerError } from './runner-error.ts'

/** The journal cannot be read as one. A run saves it aside and makes a new one; what only looks leaves it as it is. */
export class JournalDamagedError extends RunnerError {
  readonly code = 'journal-damaged'

  constructor(path: string, cause: unknown) {
    super(`the journal ${path} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: '`shotlist run` saves it aside and goes on with what can be read of it, the lockfile, and the provider. Or restore it from a backup.',
      cause,
    })
  }
}
