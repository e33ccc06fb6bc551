/** One mistake in a manifest or in a file that it names, with its place. */
export type Issue = {
  /** Stable name of the kind of mistake, in kebab case (`unknown-key`). */
  readonly code: string
  /** A manifest with an `error` does not run; with a `warning` it does. */
  readonly severity: 'error' | 'warning'
  /** Path as the user gave it, or relative to the folder the command runs in. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** The column after the marked text, on the same line. */
  readonly endColumn: number
  /** Path within the manifest, as `jobs.hero.with.duration`. */
  readonly path: string
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** What the user probably meant. */
  readonly suggestion?: string
  /** The source line, shortened around the mark if it is long, and the index (from 0) at which the mark begins in it. */
  readonly excerpt?: { readonly text: string; readonly at: number }
}

/** The place of a mistake that concerns a whole file. */
export function wholeOf(file: string) {
  return { severity: 'error', file, line: 1, column: 1, endColumn: 2, path: '' } as const
}

/** A mistake without its place, which the caller knows. */
export type Problem = Pick<Issue, 'code' | 'message' | 'hint' | 'suggestion'>
