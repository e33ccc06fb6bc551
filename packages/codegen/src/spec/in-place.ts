import { isObject, type PlainObject } from './place.ts'

/** Keywords with schemas that apply to the same value as their own schema. `if` and `not` only test the value, so they are not included. */
const LISTED = ['allOf', 'anyOf', 'oneOf'] as const
const BRANCHES = ['then', 'else'] as const

/** The schemas that may apply to the same value: the schema itself, then those of its combining keywords. */
export function* inPlaceSchemas(schema: unknown): Generator<PlainObject> {
  if (!isObject(schema)) return
  yield schema
  for (const keyword of LISTED) {
    const members = schema[keyword]
    if (Array.isArray(members)) for (const member of members) yield* inPlaceSchemas(member)
  }
  for (const keyword of BRANCHES) yield* inPlaceSchemas(schema[keyword])
  const dependent = schema['dependentSchemas']
  if (isObject(dependent)) for (const member of Object.values(dependent)) yield* inPlaceSchemas(member)
}

/**
 * Every property that one of them declares, with its first declaration. Declarations without information about the value (`true`) come
 * last.
 */
export function propertiesInPlace(schema: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const part of inPlaceSchemas(schema)) {
    const properties = part['properties']
    if (!isObject(properties)) continue
    for (const [name, value] of Object.entries(properties)) {
      const known = found.get(name)
      if (known === undefined || (!isObject(known) && isObject(value))) found.set(name, value)
    }
  }
  return found
}
