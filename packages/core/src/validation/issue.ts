/** One mistake in an input, for a person. */
export type Issue = {
  /** JSON pointer to the value within the input (`/duration`); empty for the whole. */
  readonly pointer: string
  /** A sentence that says which field is meant. */
  readonly message: string
}
