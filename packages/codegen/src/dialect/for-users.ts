import { isObject, type PlainObject } from '../spec/place.ts'
import { mapSubschemas } from '../spec/schemas.ts'

/** A 64-bit integer in decimal digits. */
export const INT64_PATTERN = String.raw`^-?\d{1,19}$`

/** The keyword that keeps the listed values of an enum that is open. */
export const KNOWN_VALUES = 'x-known-values'

/**
 * What a schema of the document asks of users: the values of an open enum are known ones and no longer the only ones.
 * With `input`, 64-bit integers may also be given as digits, and binary fields are files, whatever those are where the schema is used.
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
