/** One mistake in a value, described for people. */
export type ValueIssue = {
  /** JSON pointer of the value; of its parent if the value is missing. */
  readonly pointer: string
  /** A whole sentence that names the field. */
  readonly message: string
  /** The keyword of JSON Schema that refused it; `open-enum` for a value that is only unknown. */
  readonly keyword: string
  /** A `warning` does not stop a request: the value is not among the known ones, but may be valid. */
  readonly severity: 'error' | 'warning'
  /** The accepted values, if they can be listed. */
  readonly allowed?: readonly unknown[]
  /** The name or value that was probably meant. */
  readonly suggestion?: string
}
