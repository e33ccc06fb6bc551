import { INT64_PATTERN } from '@shotlist/core/reasons'
import { isObject, type PlainObject } from '../spec/place.ts'
import { mapSubschemas } from '../spec/schemas.ts'

/** The keyword that lists the known values of an open enum. */
export const KNOWN_VALUES = 'x-known-values'

/**
 * A schema of the document as it applies to users: the values of an open enum are no longer the only ones. As `input`, a 64-bit integer
 * also accepts its digits as a string, and a binary field has no type, because each use of the schema represents files in its own way.
 */
export function forUsers(schema: unknown, as: 'input' | 'wire'): unknown {
  if (!isObject(schema)) return schema
  let result = mapSubschemas(schema, (inner, keyword) => (keyword === 'if' ? inner : forUsers(inner, as)))
  if (result['x-open-enum'] === true) result = openEnum(result)
  if (as === 'wire') return result
  if (result['format'] === 'int64') result = orDigits(result)
  return result['format'] === 'binary' ? without(result, 'type') : result
}

function openEnum(schema: PlainObject): PlainObject {
  const { enum: values, ...rest } = schema
  return values === undefined ? schema : { ...rest, [KNOWN_VALUES]: values }
}

function orDigits(schema: PlainObject): PlainObject {
  const types = (Array.isArray(schema['type']) ? (schema['type'] as unknown[]) : [schema['type']]).filter((type) => type !== undefined)
  return types.includes('integer') && !types.includes('string') ? { ...schema, type: [...types, 'string'], pattern: INT64_PATTERN } : schema
}

function without(schema: PlainObject, keyword: string): PlainObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword))
}
