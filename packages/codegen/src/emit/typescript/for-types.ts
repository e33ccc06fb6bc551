import { splitPointer, valueAt } from '../../spec/json-pointer.ts'
import { isObject } from '../../spec/place.ts'

/**
 * A copy of a document that says the same in what openapi-typescript has types for. A reference into the middle of something (a body within
 * `paths`, a schema's own `definitions`) leads to a component instead, and a discriminator's mapping, which may name its schemas, refers to
 * them.
 */
export function forTypes(document: unknown): unknown {
  const names = new Map<string, string>()
  const taken = new Set(Object.keys(schemasOf(document)))
  const nameOf = (reference: string): string => {
    const known = names.get(reference)
    if (known !== undefined) return known
    let name = (reference.match(/[A-Za-z0-9]+/g) ?? []).join('_')
    while (taken.has(name)) name += '_'
    taken.add(name)
    names.set(reference, name)
    return name
  }
  const lead = (reference: string): string =>
    isWithin(reference) && targetOf(document, reference) !== undefined ? `#/components/schemas/${nameOf(reference)}` : reference
  const copy = rewrite(document, lead)
  if (names.size === 0 || !isObject(copy)) return copy
  const moved: Record<string, unknown> = {}
  // What is moved may refer to more: the map grows while it is walked.
  for (const [reference, name] of names) moved[name] = rewrite(targetOf(document, reference), lead)
  const components = isObject(copy['components']) ? copy['components'] : {}
  return { ...copy, components: { ...components, schemas: { ...schemasOf(copy), ...moved } } }
}

/** Whether a reference leads to a schema that has no name of its own: to something in a schema, or to the schema of something else. */
function isWithin(reference: string): boolean {
  const [root, kind, ...below] = reference.startsWith('#/') ? splitPointer(reference.slice(1)) : []
  return root === 'components' && kind === 'schemas' ? below.length > 1 : below.includes('schema')
}

function targetOf(document: unknown, reference: string): unknown {
  const pointer = reference.slice(1)
  return valueAt(document, pointer.includes('%') ? decode(pointer) : pointer)
}

function decode(pointer: string): string {
  try {
    return decodeURIComponent(pointer)
  } catch {
    return pointer
  }
}

function schemasOf(document: unknown): Readonly<Record<string, unknown>> {
  const components = isObject(document) ? document['components'] : undefined
  const schemas = isObject(components) ? components['schemas'] : undefined
  return isObject(schemas) ? schemas : {}
}

function rewrite(value: unknown, lead: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, lead))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string') return [key, lead(inner)]
      if (key === 'mapping' && isObject(inner)) return [key, mapping(inner)]
      return [key, rewrite(inner, lead)]
    }),
  )
}

/** Anything that looks like a file is one: OpenAPI leaves it open, and says to write `./Cat` for a file without an ending. */
function mapping(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).map(([name, to]) => {
      const isName = typeof to === 'string' && /^[\w.-]+$/.test(to) && !/\.(json|ya?ml)$/.test(to)
      return [name, isName ? `#/components/schemas/${to}` : to]
    }),
  )
}
