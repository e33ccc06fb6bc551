/** `x-mentions`: each name in a list of objects is called in a text as `@name`, and no other is. */
export type MentionsRule = {
  /** The field with the text. */
  readonly text: string
  /** The field with the list. */
  readonly list: string
  /** The field of each entry that holds its name. */
  readonly name: string
}

/** `x-span`: two times are in order, and no further apart than `max` (`30d`). Times without an offset are UTC. */
export type SpanRule = { readonly from: string; readonly to: string; readonly max: string }

/**
 * What an object is by the dialect's own keywords: what is wrong, as the rest of a sentence that begins with the field's name, or nothing.
 * Values of a wrong type are other keywords' business.
 */
export type KeywordCheck<Rule> = (value: Readonly<Record<string, unknown>>, rule: Rule) => string | undefined
