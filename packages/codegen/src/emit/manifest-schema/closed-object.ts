import type { JsonSchema } from '../../ir/model.ts'

/** A mapping that takes only these keys; those that begin with `x-` are the user's own (a place for anchors). */
export function closedObject(properties: Readonly<Record<string, JsonSchema>>, further: JsonSchema = {}): JsonSchema {
  return { type: 'object', ...further, properties, patternProperties: { '^x-': {} }, additionalProperties: false }
}
