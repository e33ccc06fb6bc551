import { joinPointer } from '../../spec/json-pointer.ts'
import { isObject, type PlainObject } from '../../spec/place.ts'
import { inPlaceSchemas } from './in-place.ts'

/** A place in a request that a schema speaks of: `/image_references/-/img_id`, with `-` for any item of a list. */
export type FieldPattern = { readonly pattern: string; readonly schema: PlainObject }

/** Every place below a schema, with what is said of it there; more than once where several parts speak of it. */
export function* fieldPatterns(schema: unknown, pattern = ''): Generator<FieldPattern> {
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
