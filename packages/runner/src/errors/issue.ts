/** One mistake in a manifest or in what it refers to, with the place it stands at. */
export type Issue = {
  /** Stable, kebab-case name of the kind of mistake (`unknown-key`). */
  readonly code: string
  /** An `error` stops the manifest from being run, a `warning` does not. */
  readonly severity: 'error' | 'warning'
  /** As it was given, or relative to the folder the command runs in. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** Where the marked text ends on the same line, exclusive. */
  readonly endColumn: number
  /** Place within the manifest, `jobs.hero.with.duration`. */
  readonly path: string
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** What was probably meant. */
  readonly suggestion?: string
  /** The source line, shortened around the place where it is long, and where in it the mark begins (from 0). */
  readonly excerpt?: { readonly text: string; readonly at: number }
}

/** The place of a mistake that a whole file is. */
export function filePlace(file: string) {
  return { severity: 'error', file, line: 1, column: 1, endColumn: 2, path: '' } as const
}

/** What a reader says of a mistake; the place is told apart. */
export type Problem = Pick<Issue, 'code' | 'message' | 'hint' | 'suggestion'>
