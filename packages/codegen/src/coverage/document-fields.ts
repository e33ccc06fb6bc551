import { child, entries, isObject, items, type Place, placeKey } from '../spec/place.ts'
import { schemaRoots } from '../spec/schemas.ts'
import type { SourceSet } from '../spec/source-set.ts'
import type { SpecDocument } from '../spec/spec-document.ts'

/**
 * Every field that a document declares, each once: parameters of operations and webhooks, and the properties of all schemas in use. A
 * schema that only tests or limits a field (`if`, `then`, a part of `allOf` that repeats a field) does not declare it.
 */
export function documentFields(spec: SpecDocument): Place[] {
  const { sources } = spec
  const webhooks = entries(child(spec.root, 'webhooks')).flatMap(([, item]) =>
    entries(sources.deref(item)).flatMap(([, operation]) =>
      items(child(operation, 'parameters')).flatMap((one) => sources.deref(one) ?? []),
    ),
  )
  const parameters = [...spec.operations.flatMap((operation) => operation.parameters), ...webhooks]
  const walk: Walk = { sources, seen: new Set(), fields: new Map() }
  for (const root of schemaRoots(spec)) collect(root, new Set(), walk)
  return [...new Map([...parameters, ...walk.fields.values()].map((place) => [placeKey(place), place])).values()]
}

type Walk = { readonly sources: SourceSet; readonly seen: Set<string>; readonly fields: Map<string, Place> }

const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf'] as const

function collect(place: Place, declared: ReadonlySet<string>, walk: Walk): void {
  const schema = walk.sources.deref(place)
  if (schema === undefined || !isObject(schema.value) || walk.seen.has(placeKey(schema))) return
  walk.seen.add(placeKey(schema))
  const own = entries(child(schema, 'properties')).filter(([name]) => !declared.has(name))
  for (const [, field] of own) {
    walk.fields.set(placeKey(field), field)
    collect(field, new Set(), walk)
  }
  for (const keyword of ['items', 'additionalProperties']) {
    const inner = child(schema, keyword)
    if (inner !== undefined) collect(inner, new Set(), walk)
  }
  const known = new Set([...declared, ...own.map(([name]) => name)])
  for (const part of ALTERNATIVES.flatMap((keyword) => items(child(schema, keyword)))) collect(part, known, walk)
}
