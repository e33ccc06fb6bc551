import { closedValues } from '../../ir/schema/listed-values.ts'
import { defined } from '../../issues/defined.ts'
import { propertiesInPlace } from '../../spec/in-place.ts'
import { splitPointer, valueAt } from '../../spec/json-pointer.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'
import { isVersion30 } from '../../spec/spec-document.ts'

/**
 * A copy of a document that uses only what openapi-typescript supports. A reference to a nested place (a body within `paths`, a schema's
 * own `definitions`) becomes a reference to a component. A reference to an inline parameter, body, response or header becomes what it refers
 * to. A discriminator's mapping by schema names becomes a mapping by references.
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
  const rewrite = (value: unknown): unknown => rewriteFor({ document, lead, siblings: !isVersion30(document) }, value)
  const copy = rewrite(document)
  if (names.size === 0 || !isObject(copy)) return copy
  const moved: Record<string, unknown> = {}
  // A moved schema may hold more such references: the map grows during the loop.
  for (const [reference, name] of names) moved[name] = rewrite(targetOf(document, reference))
  const components = isObject(copy['components']) ? copy['components'] : {}
  return { ...copy, components: { ...components, schemas: { ...schemasOf(copy), ...moved } } }
}

/** Whether a reference leads to a schema without a name: to a part of a schema, or to the schema of another object. */
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

/** `siblings`: keywords beside a `$ref` apply, as of OpenAPI 3.1. */
type Rewriting = { readonly document: unknown; readonly lead: (reference: string) => string; readonly siblings: boolean }

/** @param inlined References that are being replaced by what they refer to. */
function rewriteFor(how: Rewriting, value: unknown, inlined: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteFor(how, item, inlined))
  if (!isObject(value)) return value
  const reference = value['$ref']
  if (typeof reference === 'string' && isInline(reference) && !inlined.includes(reference)) {
    const target = targetOf(how.document, reference)
    if (target !== undefined) return rewriteFor(how, target, [...inlined, reference])
  }
  const { $ref, ...beside } = value
  if (typeof $ref === 'string' && how.siblings && saysMore(beside)) {
    const { description, deprecated, ...more } = beside
    return rewriteFor(how, { ...defined({ description, deprecated }), allOf: [{ $ref }, more] }, inlined)
  }
  const written = withOwnValues(value, how.document)
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string') return [[key, how.lead(inner)]]
      if (key === 'mapping' && isObject(inner)) return [[key, mapping(inner)]]
      // References to definitions lead to components.
      return key === '$defs' && !Array.isArray(inner) ? [] : [[key, rewriteFor(how, inner, inlined)]]
    }),
  )
}

/** Whether a reference leads to a parameter, body, response or header without a name. */
function isInline(reference: string): boolean {
  if (!reference.startsWith('#/') || isWithin(reference)) return false
  const [root, , ...below] = splitPointer(reference.slice(1))
  return root === 'components' ? below.length > 1 : root === 'paths' && below.length > 0
}

/** Whether keywords beside a `$ref` of a schema change its type. */
function saysMore(beside: PlainObject): boolean {
  return TYPE_KEYWORDS.some((keyword) => beside[keyword] !== undefined) || Array.isArray(beside['required'])
}

const TYPE_KEYWORDS = ['properties', 'enum', 'const', 'type', 'items', 'prefixItems', 'allOf', 'anyOf', 'oneOf', 'additionalProperties']

/** A union whose members list their own values of the discriminator needs none: types would have the names of the schemas instead. */
function withOwnValues(schema: PlainObject, document: unknown): PlainObject {
  const { discriminator, ...rest } = schema
  const members = schema['oneOf'] ?? schema['anyOf']
  const field = isObject(discriminator) ? discriminator['propertyName'] : undefined
  if (!Array.isArray(members) || typeof field !== 'string') return schema
  const values = members.map((member: unknown) => {
    const target = isObject(member) && typeof member['$ref'] === 'string' ? targetOf(document, member['$ref']) : member
    return closedValues(propertiesInPlace(target).get(field))
  })
  const all = values.flatMap((each) => each ?? [])
  return values.every((each) => each !== undefined) && new Set(all).size === all.length ? rest : schema
}

/** Treats whatever looks like a file as a file. OpenAPI leaves this open, and recommends `./Cat` for a file without an extension. */
function mapping(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).map(([name, to]) => {
      const isName = typeof to === 'string' && /^[\w.-]+$/.test(to) && !/\.(json|ya?ml)$/.test(to)
      return [name, isName ? `#/components/schemas/${to}` : to]
    }),
  )
}
