import { isObject, type PlainObject } from '../../spec/place.ts'
import { propertiesInPlace } from './in-place.ts'

/**
 * Refuses fields that nothing declares, so that a mistyped one is found. `additionalProperties` sees only the schema's own fields, so
 * fields that only a branch of `oneOf` or `then` declares need `unevaluatedProperties`. A schema that speaks of other fields itself stays as it is.
 */
export function closeObject(schema: PlainObject): PlainObject {
  if (['additionalProperties', 'unevaluatedProperties', 'patternProperties'].some((keyword) => keyword in schema)) return schema
  const own = isObject(schema['properties']) ? schema['properties'] : {}
  const ownOnly = [...propertiesInPlace(schema).keys()].every((name) => Object.hasOwn(own, name))
  return { ...schema, [ownOnly ? 'additionalProperties' : 'unevaluatedProperties']: false }
}
