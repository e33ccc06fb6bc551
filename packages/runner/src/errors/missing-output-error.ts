import { RunnerError } from './runner-error.ts'

/** A job takes an output that the finished render of another does not have. */
export class MissingOutputError extends RunnerError {
  readonly code = 'missing-output'

  constructor(source: string, { name, found }: { readonly name: string; readonly found: readonly string[] }) {
    super(`${source} has no output ${name}; its render gave ${found.length === 0 ? 'none' : found.join(', ')}`, {
      hint: 'Use an output that the operation lists (see `shotlist describe`).',
    })
  }
}
