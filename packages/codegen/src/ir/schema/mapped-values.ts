import { propertiesInPlace } from '../../spec/in-place.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'
import { closedValues } from './listed-values.ts'

/**
 * Adds the values that a `discriminator` maps to the members of its union, if the members do not say them themselves. They are lost once
 * references are resolved.
 *
 * @param written The schema of the document, with its references.
 * @param inlined The same with its members resolved.
 */
export function withMappedValues(written: PlainObject, inlined: PlainObject): PlainObject {
  const { propertyName: field, mapping } = isObject(written['discriminator']) ? written['discriminator'] : {}
  const keyword = Array.isArray(written['oneOf']) ? 'oneOf' : 'anyOf'
  const [refs, members] = [written[keyword], inlined[keyword]]
  if (typeof field !== 'string' || !isObject(mapping) || !Array.isArray(refs) || !Array.isArray(members)) return inlined
  const mapped = refs.map((ref: unknown) => valuesFor(isObject(ref) ? ref['$ref'] : undefined, mapping))
  const own = members.map((member) => closedValues(propertiesInPlace(member).get(field)))
  // Members that have values of their own, each others, need none.
  const all = own.flatMap((values) => values ?? [])
  if (own.every((values) => values !== undefined) && new Set(all).size === all.length) return inlined
  return {
    ...inlined,
    [keyword]: members.map((member: unknown, index) => {
      const values = mapped[index] ?? []
      return values.length === 0 ? member : { allOf: [member, { properties: { [field]: { enum: values } }, required: [field] }] }
    }),
  }
}

/** The values that lead to a reference. A mapping may also hold the bare name of a schema. */
function valuesFor(reference: unknown, mapping: PlainObject): string[] {
  if (typeof reference !== 'string') return []
  return Object.entries(mapping).flatMap(([value, target]) =>
    target === reference || `#/components/schemas/${String(target)}` === reference ? [value] : [],
  )
}
