import { RunnerError } from './runner-error.ts'

/** The command line says something that cannot be done. Nothing was sent. */
export class UsageError extends RunnerError {
  readonly code = 'usage'
}
