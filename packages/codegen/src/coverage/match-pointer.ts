import { splitPointer } from '../spec/json-pointer.ts'
import { child, entries, items, type Place } from '../spec/place.ts'

/**
 * The places a pattern names: a JSON pointer after `#`, in which a segment `*` stands for any and `{a,b}` for each of these, which must
 * all be there. Empty where there is no such place.
 */
export function matchPointer(root: Place, pattern: string): Place[] {
  const paths = alternatives(pattern.slice(1)).map((pointer) => splitPointer(pointer))
  const found = paths.map((segments) => segments.reduce<Place[]>((places, segment) => places.flatMap((one) => step(one, segment)), [root]))
  return found.some((places) => places.length === 0) ? [] : found.flat()
}

/** A pointer for each of the names in braces. Names of paths have braces too, but none of their segments is nothing else. */
function alternatives(pattern: string): string[] {
  const [braces, names] = /(?<=\/)\{([^{}/]*)\}(?=\/|$)/.exec(pattern) ?? []
  if (braces === undefined || names === undefined) return [pattern]
  return names.split(',').flatMap((name) => alternatives(pattern.replace(braces, name)))
}

function step(place: Place, segment: string): Place[] {
  if (segment !== '*') return [child(place, segment)].filter((found) => found !== undefined)
  return [...entries(place).map(([, found]) => found), ...items(place)]
}
