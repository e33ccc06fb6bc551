import { isObject, own } from '../../spec/place.ts'
import { sameValue } from '../../spec/same-value.ts'

type Merge = (a: unknown, b: unknown) => unknown

const later: Merge = (_, b) => b
const smallest: Merge = (a, b) => Math.min(Number(a), Number(b))
const largest: Merge = (a, b) => Math.max(Number(a), Number(b))

/** How two values of one keyword come together so that both are kept to. */
const merges: Readonly<Record<string, Merge>> = {
  default: later,
  description: later,
  example: later,
  examples: later,
  title: later,
  enum: (a, b) => (a as unknown[]).filter((value) => (b as unknown[]).some((other) => sameValue(value, other))),
  maxItems: smallest,
  maxLength: smallest,
  maximum: smallest,
  minItems: largest,
  minLength: largest,
  minimum: largest,
}

/** One schema that admits what both admit, or nothing where no single one can say so. What the second says to people wins. */
export function mergeProperty(a: unknown, b: unknown): unknown {
  if (a === true) return b
  if (b === true) return a
  if (!isObject(a) || !isObject(b)) return undefined
  const merged: Record<string, unknown> = { ...a }
  for (const [keyword, value] of Object.entries(b)) {
    if (!Object.hasOwn(a, keyword) || sameValue(a[keyword], value)) merged[keyword] = value
    else {
      const merge = keyword.startsWith('x-') ? later : own(merges, keyword)
      if (merge === undefined) return undefined
      merged[keyword] = merge(a[keyword], value)
    }
  }
  return merged
}
