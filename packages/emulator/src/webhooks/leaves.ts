import { isObject, type Json } from '../answers/json.ts'

/** A scalar of a JSON value, and where it is. */
export type Leaf = { readonly tokens: readonly string[]; readonly value: Exclude<Json, Json[] | { [key: string]: Json }> }

/** All scalars of a JSON value. */
export function leavesOf(value: Json | undefined, tokens: readonly string[] = []): Leaf[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...tokens, String(index)]))
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...tokens, key]))
  return [{ tokens, value }]
}

/** The leaf whose path ends most like `tokens`; none where not even the last name is the same. */
export function nearestLeaf(leaves: readonly Leaf[], tokens: readonly string[]): Leaf | undefined {
  const shared = (leaf: Leaf): number => {
    let length = 0
    while (length < tokens.length && leaf.tokens.at(-1 - length) === tokens.at(-1 - length)) length += 1
    return length
  }
  const nearest = leaves.toSorted((left, right) => shared(right) - shared(left))[0]
  return nearest !== undefined && shared(nearest) > 0 ? nearest : undefined
}
