type Fields = Readonly<Record<string, unknown>>

/** A change that makes a good request break a rule, the rule's text in the document, and what is said then. `undefined` takes a field away. */
type RuleRow = { readonly text: string; readonly change: Fields; readonly said: string }

export type RuleTable = {
  /** A good request for each operation that has rules. */
  readonly requests: Readonly<Record<string, Fields>>
  /** A row for each rule of the document. */
  readonly rows: readonly RuleRow[]
}
