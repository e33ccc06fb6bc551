import { inPlaceSchemas, propertiesInPlace } from '../../spec/in-place.ts'
import { isObject } from '../../spec/place.ts'
import { asList } from './variants.ts'

/** Allows any value. */
const ANYTHING: unknown = true

/**
 * The schemas that a value at a place below a schema may have to meet: one for each alternative, and empty if a value that fits the schema
 * never has that place. Where the schema says nothing, anything is possible.
 * @param segments The place, as the parts of a JSON pointer.
 */
export function mayHold(schema: unknown, segments: readonly string[], root: unknown = schema): unknown[] {
  if (schema === false) return []
  const [segment, ...rest] = segments
  if (segment === undefined) return alternatives(schema, root)
  return alternatives(schema, root).flatMap((one) => {
    const next = step(one, segment)
    return next === undefined ? [] : mayHold(next, rest, root)
  })
}

/** A recursive schema refers to the definitions of its root; all other references are resolved already. */
function resolved(schema: unknown, root: unknown): unknown {
  if (!isObject(schema) || typeof schema['$ref'] !== 'string') return schema
  const name = schema['$ref'].replace('#/$defs/', '')
  const definitions = isObject(root) ? root['$defs'] : undefined
  return isObject(definitions) ? (definitions[name] ?? ANYTHING) : ANYTHING
}

/** A schema with `oneOf` or `anyOf` is one of several; each keeps what stands beside them. */
function alternatives(written: unknown, root: unknown): unknown[] {
  const schema = resolved(written, root)
  if (!isObject(schema)) return [schema]
  for (const keyword of ['oneOf', 'anyOf']) {
    const { [keyword]: members, ...beside } = schema
    if (!Array.isArray(members)) continue
    return members.flatMap((member) =>
      alternatives(Object.keys(beside).length === 0 ? member : { ...beside, allOf: [...asList(beside['allOf']), member] }, root),
    )
  }
  return [schema]
}

/** The schema of a property or an item; `undefined` if a value never has it. */
function step(schema: unknown, segment: string): unknown {
  if (!isObject(schema)) return schema === false ? undefined : ANYTHING
  const types = [...inPlaceSchemas(schema)]
    .flatMap(({ type }) => (Array.isArray(type) ? type : [type]))
    .filter((type) => type !== undefined)
  const isIndex = /^(\d+|-)$/.test(segment)
  if (types.length > 0 && !types.includes('object') && !(isIndex && types.includes('array'))) return undefined
  const property = propertiesInPlace(schema).get(segment)
  if (property !== undefined) return property
  if (isIndex && (types.includes('array') || types.length === 0)) return itemOf(schema, segment)
  return isClosed(schema) ? undefined : ANYTHING
}

function itemOf(schema: unknown, segment: string): unknown {
  for (const part of inPlaceSchemas(schema)) {
    const { prefixItems, items } = part
    const fixed = Array.isArray(prefixItems) && segment !== '-' ? prefixItems[Number(segment)] : undefined
    if (fixed !== undefined || items !== undefined) return fixed ?? items
  }
  return ANYTHING
}

/** Whether a value has only the properties that the schema declares. Conditional parts count as open. */
function isClosed(schema: unknown): boolean {
  if (!isObject(schema)) return schema === false
  if (schema['patternProperties'] !== undefined) return false
  if (schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false) return true
  return asList(schema['allOf']).some(isClosed)
}
