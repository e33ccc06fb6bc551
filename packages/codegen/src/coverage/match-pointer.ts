import { splitPointer } from '../spec/json-pointer.ts'
import { child, entries, items, type Place } from '../spec/place.ts'

/**
 * The places that a pattern matches: a JSON pointer after `#`, in which a segment `*` matches any and `{a,b}` each of these, which must all
 * exist. Empty if one does not exist.
 */
export function matchPointer(root: Place, pattern: string): Place[] {
  const paths = alternatives(pattern.slice(1)).map((pointer) => splitPointer(pointer))
  const found = paths.map((segments) => segments.reduce<Place[]>((places, segment) => places.flatMap((one) => step(one, segment)), [root]))
  return found.some((places) => places.length === 0) ? [] : found.flat()
}

/** A pointer for each of the names in braces. Paths have braces too, but never as a whole segment. */
function alternatives(pattern: string): string[] {
  const [braces, names] = /(?<=\/)\{([^{}/]*)\}(?=\/|$)/.exec(pattern) ?? []
  if (braces === undefined || names === undefined) return [pattern]
  return names.split(',').flatMap((name) => alternatives(pattern.replace(braces, name)))
}

function step(place: Place, segment: string): Place[] {
  if (segment !== '*') return [child(place, segment)].filter((found) => found !== undefined)
  return [...entries(place).map(([, found]) => found), ...items(place)]
}
