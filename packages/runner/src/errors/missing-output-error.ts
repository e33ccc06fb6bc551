import { RunnerError } from './runner-error.ts'

/** A job takes an output that the finished render of another does not have, or in which the provider repeats a key. */
export class MissingOutputError extends RunnerError {
  readonly code = 'missing-output'

  constructor(source: string, { name, found }: { readonly name: string; readonly found: readonly string[] }) {
    const why = found.includes(name) ? 'what its render gave repeats a key' : `its render gave ${found.join(', ') || 'none'}`
    super(`${source} has no output ${name} that can be used: ${why}`, {
      hint: 'Use an output that the operation lists (see `shotlist describe`).',
    })
  }
}
