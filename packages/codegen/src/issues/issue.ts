/** One mistake in a file, with the place it stands at. */
export type PlacedIssue = {
  /** Stable name of the kind of mistake, in kebab case (`unknown-key`). */
  readonly code: string
  /** An `error` stops the file from being used, a `warning` does not. */
  readonly severity: 'error' | 'warning'
  /** As it was given, or relative to the folder or the document that refers to it. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** The source line, shortened around the place where it is long, and where in it the mistake begins (from 0). */
  readonly excerpt?: { readonly text: string; readonly at: number }
}

/** One mistake in a document. */
export type Issue = PlacedIssue & {
  /** JSON pointer of the place within its file. */
  readonly pointer: string
}
