import { RunnerError } from './runner-error.ts'

const SHOWN = 5

/** `--frozen` was given, and something would have to be submitted. Nothing was sent. */
export class FrozenError extends RunnerError {
  readonly code = 'frozen'
  readonly jobs: readonly { readonly job: string; readonly cause: string }[]

  constructor(jobs: FrozenError['jobs']) {
    const shown = jobs.slice(0, SHOWN).map(({ job, cause }) => `${job} (${cause})`)
    const more = jobs.length > SHOWN ? ` and ${jobs.length - SHOWN} more` : ''
    super(`--frozen, but ${jobs.length} of the jobs would be submitted: ${shown.join(', ')}${more}`, {
      hint: 'Run without --frozen where rendering is allowed, and commit the lockfile.',
    })
    this.jobs = jobs
  }
}
