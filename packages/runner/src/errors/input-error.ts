import { RunnerError } from './runner-error.ts'

/** A file that a job uploads cannot be read, or is not what it was when the run began. */
export class InputError extends RunnerError {
  readonly code = 'input-not-readable'

  constructor(path: string, cause: unknown) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
        ? 'there is no such file'
        : cause instanceof Error
          ? cause.message
          : String(cause)
    super(`cannot read ${path}: ${reason}`, { hint: 'Paths in a manifest are relative to its folder.', cause })
  }
}
