import { child, entries, isObject, items, type Place, placeKey } from './place.ts'
import type { SpecDocument } from './spec-document.ts'
import { walkSchemas } from './subschemas.ts'

/** Where schemas begin that are in use: parameters, bodies, answers, requests of named operations, webhooks. */
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

/** Every schema of the document, each once: those in use, those of `components`, and those they refer to in other files. */
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
