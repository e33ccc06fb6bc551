/**
 * An error the command shows to its user: what happened and where (the message), and what to do about it.
 * Every kind has a code of its own, which scripts may rely on.
 */
export abstract class RunnerError extends Error {
  /** Stable, the same style as core's: `state-held`. */
  abstract readonly code: string
  /** What to do about it, one or two sentences. */
  readonly hint: string | undefined

  constructor(message: string, { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
  }
}
