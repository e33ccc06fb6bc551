import { child, entries, isObject, items, type Place, type PlainObject, placeKey } from './place.ts'
import type { SpecDocument } from './spec-document.ts'

/** Keywords of JSON Schema 2020-12 that hold one schema, a list of schemas, or a map of schemas. */
const SINGLE = new Set([
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
const LISTED = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const MAPPED = new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties'])

/** How a keyword holds schemas, if it does. */
export function holdsSchemas(keyword: string): 'one' | 'list' | 'map' | undefined {
  if (SINGLE.has(keyword)) return 'one'
  if (LISTED.has(keyword)) return 'list'
  return MAPPED.has(keyword) ? 'map' : undefined
}

/** The schemas directly inside one, with their places. */
function subschemas(schema: Place): Place[] {
  return entries(schema).flatMap(([keyword, place]) => {
    const holds = holdsSchemas(keyword)
    if (holds === 'one') return [place]
    if (holds === 'list') return items(place)
    return holds === 'map' ? entries(place).map(([, member]) => member) : []
  })
}

/** A copy of a schema in which every schema directly inside is replaced. `replace` receives the keyword, and the key within it. */
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

/** A schema and every schema below it, without following references. */
function* walkSchemas(schema: Place): Generator<Place> {
  yield schema
  for (const inner of subschemas(schema)) yield* walkSchemas(inner)
}

/** Keywords that describe a schema and do not restrict its values. */
export const ANNOTATION_KEYWORDS: ReadonlySet<string> = new Set([
  'default',
  'deprecated',
  'description',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'readOnly',
  'title',
  'writeOnly',
  'xml',
])

/** Root schemas in use: of parameters, bodies, responses, requests of named operations and webhooks. */
export function schemaRoots(spec: SpecDocument): Place[] {
  const { sources, root } = spec
  const ofContent = (holder: Place | undefined): Place[] =>
    entries(child(sources.deref(holder), 'content')).flatMap(([, media]) => child(media, 'schema') ?? [])
  const ofOperation = (operation: Place): Place[] => [
    ...ofContent(child(operation, 'requestBody')),
    ...entries(child(operation, 'responses')).flatMap(([, answer]) => ofContent(answer)),
    ...items(child(operation, 'x-operations')).flatMap((entry) => child(entry, 'request') ?? []),
  ]
  const webhooks = entries(child(root, 'webhooks')).flatMap(([, item]) => entries(sources.deref(item)).map(([, operation]) => operation))
  const parameters = spec.operations.flatMap((operation) => operation.parameters.flatMap((place) => child(place, 'schema') ?? []))
  return unique([...parameters, ...spec.operations.flatMap((operation) => ofOperation(operation.place)), ...webhooks.flatMap(ofOperation)])
}

/** Every schema of the document, each once: those in use, those of `components`, and those in other files that they refer to. */
export function allSchemas(spec: SpecDocument): Place[] {
  const components = entries(child(child(spec.root, 'components'), 'schemas')).map(([, schema]) => schema)
  const found = new Map<string, Place>()
  const queue = [...components, ...schemaRoots(spec)]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const schema of walkSchemas(next)) {
      const key = placeKey(schema)
      if (found.has(key)) break
      found.set(key, schema)
      const reference = isObject(schema.value) ? schema.value['$ref'] : undefined
      const target = typeof reference === 'string' ? spec.sources.resolve(reference, schema.file) : undefined
      if (target !== undefined && 'place' in target && !found.has(placeKey(target.place))) queue.push(target.place)
    }
  }
  return [...found.values()]
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [placeKey(place), place])).values()]
}
