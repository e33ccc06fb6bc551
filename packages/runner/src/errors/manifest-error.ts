import type { Issue } from './issue.ts'
import { RunnerError } from './runner-error.ts'

/** The manifest has mistakes; nothing was sent. `issues` are all of them, warnings included. */
export class ManifestError extends RunnerError {
  readonly code = 'manifest'
  readonly issues: readonly Issue[]

  constructor(path: string, issues: readonly Issue[]) {
    const errors = issues.filter(({ severity }) => severity === 'error').length
    super(`${path} has ${errors === 1 ? 'a mistake' : `${errors} mistakes`}`, { hint: '`shotlist validate` lists them.' })
    this.issues = issues
  }
}
