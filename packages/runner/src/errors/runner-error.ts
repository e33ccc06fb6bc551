/**
 * An error that the command shows to its user: what happened and where (the message), and what to do about it (the hint).
 * Each kind has its own code, which scripts may rely on.
 */
export abstract class RunnerError extends Error {
  /** Stable, in the style of core's codes: `state-held`. */
  abstract readonly code: string
  /** What to do about it, one or two sentences. */
  readonly hint: string | undefined
  /** Whether the error came before anything was sent. The exit status is then that of bad input, whatever the code. */
  readonly nothingSent: boolean

  constructor(message: string, { hint, cause, nothingSent = false }: RunnerErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
    this.nothingSent = nothingSent
  }
}

type RunnerErrorOptions = { readonly hint?: string | undefined; readonly cause?: unknown; readonly nothingSent?: boolean | undefined }
