import type { FileRule, OperationTable } from '@shotlist/core/contract'
import { KNOWN_VALUES } from '../dialect/for-users.ts'
import { defined } from '../issues/defined.ts'
import { inPlaceSchemas, propertiesInPlace } from '../spec/in-place.ts'
import { joinPointer } from '../spec/json-pointer.ts'
import { isObject, type PlainObject } from '../spec/place.ts'
import { fileOf } from './file-rule.ts'

type Described = Pick<OperationTable, 'canonical' | 'defaults' | 'files' | 'int64' | 'openEnums' | 'publicUrls' | 'uploads'>

/** The parts of an operation's table about single fields, collected from its input schema. */
export function describeFields(input: PlainObject): Described {
  const int64 = new Set<string>()
  const publicUrls = new Set<string>()
  const uploads: Record<string, string> = {}
  const files: Record<string, FileRule> = {}
  const openEnums: Record<string, readonly (string | number)[]> = {}
  for (const { pattern, schema } of fieldPatterns(input)) {
    if (schema['format'] === 'int64') int64.add(pattern)
    if (schema['x-public-url'] === true) publicUrls.add(pattern)
    if (typeof schema['x-upload'] === 'string') uploads[pattern] = schema['x-upload']
    const file = fileOf(schema)
    if (file !== undefined) files[pattern] = file
    const known = schema[KNOWN_VALUES]
    // A field may have other known values in each variant of the request.
    if (Array.isArray(known)) openEnums[pattern] = [...new Set([...(openEnums[pattern] ?? []), ...(known as (string | number)[])])]
  }
  const fields = [...propertiesInPlace(input)].flatMap(([name, schema]) => (isObject(schema) ? [{ name, schema }] : []))
  return {
    defaults: Object.fromEntries(fields.filter(({ schema }) => 'default' in schema).map(({ name, schema }) => [name, schema['default']])),
    int64: [...int64],
    uploads,
    ...defined({ files: Object.keys(files).length === 0 ? undefined : files }),
    publicUrls: [...publicUrls].filter((pattern) => !(pattern in uploads)),
    openEnums,
    canonical: Object.fromEntries(
      fields.flatMap(({ name, schema }) => (typeof schema['x-canonical'] === 'string' ? [[schema['x-canonical'], name]] : [])),
    ),
  }
}

/** A place in a request that a schema describes: `/image_references/-/img_id`, with `-` for any item of a list. */
type FieldPattern = { readonly pattern: string; readonly schema: PlainObject }

/** Every place below a schema, with its schema. A place appears more than once if several parts describe it. */
function* fieldPatterns(schema: unknown, pattern = ''): Generator<FieldPattern> {
  for (const part of inPlaceSchemas(schema)) {
    if (pattern !== '') yield { pattern, schema: part }
    if (isObject(part['properties'])) {
      for (const [name, value] of Object.entries(part['properties'])) yield* fieldPatterns(value, joinPointer(pattern, name))
    }
    if (isObject(part['items'])) yield* fieldPatterns(part['items'], joinPointer(pattern, '-'))
    if (Array.isArray(part['prefixItems'])) {
      for (const value of part['prefixItems']) yield* fieldPatterns(value, joinPointer(pattern, '-'))
    }
  }
}
