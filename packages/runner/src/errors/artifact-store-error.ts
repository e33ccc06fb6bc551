import { RunnerError } from './runner-error.ts'

/** An artifact store does not do what it should: the one that machines share, or the one of a state folder. */
export class ArtifactStoreError extends RunnerError {
  readonly code = 'artifact-store'

  /** @param name of the store, without anything secret */
  constructor(name: string, problem: string, cause?: unknown) {
    super(`${name}: ${problem}`, {
      hint: 'For a bucket: check `artifacts.s3`, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or go on --without-store. For a file: let this user read it.',
      cause,
    })
  }
}
