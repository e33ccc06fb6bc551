/** One thing wrong with a value, said for a person. */
export type ValueIssue = {
  /** JSON pointer of the value; of its parent, where the value is missing. */
  readonly pointer: string
  /** A whole sentence that names the field. */
  readonly message: string
  /** The keyword of JSON Schema that refused it, `open-enum` for a value that is merely not known. */
  readonly keyword: string
  /** A `warning` does not stop a request: the value is not among those known, and may be right all the same. */
  readonly severity: 'error' | 'warning'
  /** The values that would do, where they can be listed. */
  readonly allowed?: readonly unknown[]
  /** The name or value that was probably meant. */
  readonly suggestion?: string
}
