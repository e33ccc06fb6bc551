import { RunnerError } from './runner-error.ts'

/** The artifact store that machines share does not do what it should. */
export class ArtifactStoreError extends RunnerError {
  readonly code = 'artifact-store'

  /** @param name of the store, without anything secret */
  constructor(name: string, problem: string, cause?: unknown) {
    super(`${name}: ${problem}`, {
      hint: 'Check `artifacts.s3` of the manifest, and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.',
      cause,
    })
  }
}
