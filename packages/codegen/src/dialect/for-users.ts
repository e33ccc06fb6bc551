import { INT64_PATTERN } from '@shotlist/core/reasons'
import { isObject, type PlainObject } from '../spec/place.ts'
import { mapSubschemas } from '../spec/schemas.ts'

/** The keyword that lists the known values of an open enum. */
export const KNOWN_VALUES = 'x-known-values'

/**
 * A schema of the document as it applies to users: the values of an open enum are no longer the only ones. As `input`, a 64-bit integer
 * also accepts its digits as a string, and a binary field has no type, because each use of the schema represents files in its own way. A field
 * with `x-file` accepts a `data:` URI, and a URL if the provider does; the field of the file's type may be absent.
 */
export function forUsers(schema: unknown, as: 'input' | 'wire'): unknown {
  if (!isObject(schema)) return schema
  let result = mapSubschemas(schema, (inner, keyword) => (keyword === 'if' ? inner : forUsers(inner, as)))
  if (result['x-open-enum'] === true) result = openEnum(result)
  if (as === 'wire') return result
  if (result['format'] === 'int64') result = orDigits(result)
  if (isObject(result['x-file'])) return fileText(result, result['x-file'])
  if (isObject(result['properties'])) result = withoutTypes(result, result['properties'])
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

/** The texts that stand for a file. A file itself is checked before it is put in. */
function fileText(schema: PlainObject, { url }: PlainObject): PlainObject {
  const own = Object.entries(schema).filter(([keyword]) => !OF_WIRE_TEXT.has(keyword))
  return {
    'x-message': url === true ? FILE_OR_URL : FILE,
    ...Object.fromEntries(own),
    type: 'string',
    pattern: url === true ? '^(data:|https?://)' : '^data:',
  }
}

/** Keywords that describe the text on the wire. */
const OF_WIRE_TEXT = new Set(['contentEncoding', 'contentMediaType', 'format', 'maxLength', 'minLength', 'pattern', 'type'])

const FILE = 'this field takes a file, written as { file: path }, or a data: URI'
const FILE_OR_URL = 'this field takes a file, written as { file: path }, a data: URI, or a public URL'

/** Whether a message is that of a field that takes a file, which a document does not write. */
export function isFileMessage(message: string): boolean {
  return message === FILE || message === FILE_OR_URL
}

/** The field of a file's type is filled in. */
function withoutTypes(schema: PlainObject, properties: PlainObject): PlainObject {
  const { required } = schema
  if (!Array.isArray(required)) return schema
  const filledIn = new Set(
    Object.values(properties).map((field) => isObject(field) && isObject(field['x-file']) && field['x-file']['type_field']),
  )
  if (!required.some((name) => filledIn.has(name))) return schema
  return { ...schema, required: required.filter((name) => !filledIn.has(name)) }
}

function without(schema: PlainObject, keyword: string): PlainObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword))
}
