/** One line of `shotlist doctor`. Its fields are those of `--json`. */
export type Check = {
  /** What was checked; stable: `node`, `key`, `journal`. */
  readonly check: string
  /** The provider or program, if there are several checks of this kind. */
  readonly of?: string
  readonly status: 'ok' | 'warning' | 'problem'
  readonly message: string
  /** What to do. */
  readonly hint?: string
  /** Of a key: where it is set. */
  readonly source?: 'environment' | 'env-file'
}

/** The reason in an error: the text of the innermost cause, because outer errors only name the request. */
export function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0) return innermost(error.errors[0])
  return error.cause instanceof Error ? innermost(error.cause) : error.message
}
