import { defined } from '../../issues/defined.ts'
import { isObject, type PlainObject, sameValue } from '../../spec/place.ts'
import { listedValues } from './listed-values.ts'

/** Bounds of which the widest is kept. */
const BOUNDS: Readonly<Record<string, (...values: number[]) => number>> = {
  maximum: Math.max,
  exclusiveMaximum: Math.max,
  maxItems: Math.max,
  maxLength: Math.max,
  maxProperties: Math.max,
  minimum: Math.min,
  exclusiveMinimum: Math.min,
  minItems: Math.min,
  minLength: Math.min,
  minProperties: Math.min,
}

/** Texts and names, of which the first is kept. */
const FIRST = new Set(['description', 'title', 'example', 'x-canonical'])

/** What lists values. */
const LISTS = new Set(['const', 'enum', 'x-open-enum'])

/** One schema that accepts whatever one of these schemas accepts: what they share, and the widest of their limits. */
export function loosest(schemas: readonly unknown[]): PlainObject {
  const parts = schemas.map((schema) => (isObject(schema) ? schema : {}))
  const keywords = new Set(parts.flatMap((part) => Object.keys(part)))
  const merged = [...keywords].map((keyword) => [keyword, looser(keyword, parts)] as const)
  const values = parts.map(listedValues)
  const listed = values.every((each) => each !== undefined) ? [...new Set(values.flat())] : undefined
  const isOpen = listed !== undefined && parts.some((part) => part['x-open-enum'] === true)
  return {
    ...Object.fromEntries(merged.filter(([keyword, value]) => value !== undefined && !LISTS.has(keyword))),
    ...defined({ enum: listed, 'x-open-enum': isOpen || undefined }),
  }
}

function looser(keyword: string, parts: readonly PlainObject[]): unknown {
  const given = parts.map((part) => part[keyword])
  const known = given.filter((value) => value !== undefined)
  if (FIRST.has(keyword)) return known[0]
  if (known.length < parts.length) return undefined
  const [first] = known
  if (known.every((value) => sameValue(value, first))) return first
  const bound = BOUNDS[keyword]
  if (bound !== undefined) return bound(...known.map(Number))
  if (keyword === 'type') return [...new Set(known.flat())]
  if (keyword === 'required') return (first as string[]).filter((name) => known.every((names) => (names as string[]).includes(name)))
  if (keyword === 'items') return loosest(known)
  return keyword === 'properties' ? looserProperties(known.filter(isObject)) : undefined
}

/** A property that one of the objects does not declare may have any value there. */
function looserProperties(objects: readonly PlainObject[]): PlainObject {
  const names = new Set(objects.flatMap((object) => Object.keys(object)))
  return Object.fromEntries([...names].map((name) => [name, loosest(objects.map((object) => object[name] ?? {}))]))
}
