/** What a rule says of a field that its message speaks of. */
export type FieldInRule = {
  /** The values that the rule is about, in words. */
  readonly values: string | undefined
  /** Whether the rule leaves the field some values; otherwise it rules the field out altogether. */
  readonly isRestricted: boolean
}

/** Values that a request has, told of in passing: ` (here {x})`, `, not {x}`. */
const IN_PASSING = / ?\((?:here )?\{([\w.-]+)\}\)|, not \{([\w.-]+)\}/g
/** A field, and its value behind it. */
const NAMED = /\b([\w.-]+) \{\1\}/g
const ALONE = /\{([\w.-]+)\}/g

/**
 * A message about one request as a sentence that holds for all: a placeholder becomes the values its rule is about (`{model}` -> `v4 or
 * v4.5`); where it may be any but a few, `duration {duration}` becomes `any other duration`.
 */
export function generalSentence(message: string, fieldOf: (field: string) => FieldInRule): string {
  return message
    .replaceAll(IN_PASSING, (found, first?: string, second?: string) => {
      const { values } = fieldOf(first ?? second ?? '')
      return values === undefined ? '' : found
    })
    .replaceAll(NAMED, (found, field: string) => {
      const { values, isRestricted } = fieldOf(field)
      if (values !== undefined) return found
      return isRestricted ? other(field) : field
    })
    .replaceAll(ALONE, (_, field: string) => fieldOf(field).values ?? other(field))
    .trim()
}

const other = (field: string): string => `any other ${field}`
