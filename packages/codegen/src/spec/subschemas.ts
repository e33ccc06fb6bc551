import { entries, isObject, items, type Place, type PlainObject } from './place.ts'

/** Keywords of JSON Schema 2020-12 that hold one schema, a list of schemas, or a map of schemas. */
const single = new Set([
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
])
const listed = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const mapped = new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties'])

/** How a keyword holds schemas, if it does. */
export function holdsSchemas(keyword: string): 'one' | 'list' | 'map' | undefined {
  if (single.has(keyword)) return 'one'
  if (listed.has(keyword)) return 'list'
  return mapped.has(keyword) ? 'map' : undefined
}

/** The schemas directly inside one, with where they stand. */
function subschemas(schema: Place): Place[] {
  return entries(schema).flatMap(([keyword, place]) => {
    const holds = holdsSchemas(keyword)
    if (holds === 'one') return [place]
    if (holds === 'list') return items(place)
    return holds === 'map' ? entries(place).map(([, member]) => member) : []
  })
}

/** A copy of a schema with every schema directly inside it replaced. The replacement is told the keyword and the key within it. */
export function mapSubschemas(schema: PlainObject, replace: (inner: unknown, keyword: string, key: string) => unknown): PlainObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const holds = holdsSchemas(keyword)
      if (holds === 'one') return [keyword, replace(value, keyword, '')]
      if (holds === 'list' && Array.isArray(value)) return [keyword, value.map((inner, index) => replace(inner, keyword, String(index)))]
      if (holds === 'map' && isObject(value)) {
        return [keyword, Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, keyword, key)]))]
      }
      return [keyword, value]
    }),
  )
}

/** Every schema below one, itself included, references not followed. */
export function* walkSchemas(schema: Place): Generator<Place> {
  yield schema
  for (const inner of subschemas(schema)) yield* walkSchemas(inner)
}
