/**
 * An error the command shows to its user: what happened and where (the message), and what to do about it.
 * Every kind has a code of its own, which scripts may rely on.
 */
export abstract class RunnerError extends Error {
  /** Stable, the same style as core's: `state-held`. */
  abstract readonly code: string
  /** What to do about it, one or two sentences. */
  readonly hint: string | undefined
  /** Whether it came up before anything was sent: the command then ends as for bad input, whatever its code says. */
  readonly nothingSent: boolean

  constructor(message: string, { hint, cause, nothingSent = false }: RunnerErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
    this.nothingSent = nothingSent
  }
}

type RunnerErrorOptions = { readonly hint?: string | undefined; readonly cause?: unknown; readonly nothingSent?: boolean | undefined }
