type Fields = Readonly<Record<string, unknown>>

/**
 * A change that makes a valid request break a rule, the rule's text in the document, and the expected message. `undefined` removes a field.
 */
type RuleRow = {
  readonly text: string
  readonly change: Fields
  readonly expected: string
  /** The operations with the rule that the change is for. Default: all. */
  readonly operations?: readonly string[]
}

export type RuleTable = {
  /** A valid request for each operation that has rules. */
  readonly requests: Readonly<Record<string, Fields>>
  /** A row for each rule of the document. */
  readonly rows: readonly RuleRow[]
}
