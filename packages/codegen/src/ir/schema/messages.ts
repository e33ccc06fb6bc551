import { escapeSegment } from '../../spec/json-pointer.ts'
import { isObject } from '../../spec/place.ts'
import { holdsSchemas } from '../../spec/schemas.ts'

/**
 * The `x-message` texts of a schema by schema path, in ajv's notation (`#/allOf/3`, `#/properties/a%20b`). The message for an error is the
 * one with the longest path that its `schemaPath` begins with.
 */
export function collectMessages(schema: unknown, path = '#'): Record<string, string> {
  const messages: Record<string, string> = {}
  if (!isObject(schema)) return messages
  if (typeof schema['x-message'] === 'string') messages[path] = schema['x-message']
  for (const [keyword, value] of Object.entries(schema)) {
    const holds = holdsSchemas(keyword)
    if (holds === 'one') Object.assign(messages, collectMessages(value, `${path}/${keyword}`))
    else if (holds !== undefined && typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        Object.assign(messages, collectMessages(inner, `${path}/${keyword}/${encodeURIComponent(escapeSegment(key))}`))
      }
    }
  }
  return messages
}
