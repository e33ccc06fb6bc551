/** Characters that a text may have, and values that a list or mapping may hold at all depths. No request is near these. */
const MOST_CHARACTERS = 1_000_000
const MOST_VALUES = 100_000

/**
 * Whether a value is of a size that something can be done with. A few lines of variables that use one another ten times each can mean
 * billions of values: they share memory until somebody walks through them.
 */
export function isTooLarge(value: unknown): boolean {
  let values = 0
  let characters = 0
  const walk = (part: unknown): boolean => {
    if (typeof part === 'string') characters += part.length
    values += 1
    if (values > MOST_VALUES || characters > MOST_CHARACTERS) return true
    return typeof part === 'object' && part !== null && Object.values(part).some(walk)
  }
  return walk(value)
}
