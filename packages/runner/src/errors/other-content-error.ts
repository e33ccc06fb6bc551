import { RunnerError } from './runner-error.ts'

/** What the provider gives out for a task is not what the lockfile says was rendered. */
export class OtherContentError extends RunnerError {
  readonly code = 'other-content'

  constructor(host: string, { wanted, found }: { readonly wanted: string; readonly found: string }) {
    super(`${host} gives out other content than the lockfile tells of (sha256 ${found}, not ${wanted})`, {
      hint: 'It was made anew or changed there. `shotlist run` takes it as it is, and writes the lockfile anew.',
    })
  }
}
