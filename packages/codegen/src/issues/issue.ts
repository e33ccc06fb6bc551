/** One mistake in a document, with the place it stands at. */
export type Issue = {
  /** Stable, kebab-case name of the rule that found it (`unknown-type`). */
  readonly code: string
  /** An `error` stops the document from being used, a `warning` does not. */
  readonly severity: 'error' | 'warning'
  /** As it was given, or relative to the document that refers to it. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** JSON pointer of the place within its file. */
  readonly pointer: string
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** The source line (a part of it, where it is long), and where in it the mistake begins (from 0). */
  readonly excerpt?: { readonly text: string; readonly at: number }
}
