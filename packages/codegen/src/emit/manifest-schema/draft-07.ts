import type { JsonSchema } from '../../ir/model.ts'

/** Annotations that editors show or use for completion. */
const ANNOTATIONS = ['title', 'description', 'default', 'examples', 'deprecated'] as const
const ASSERTIONS = [
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
] as const

/** Only the annotations of a schema. */
export function annotationsOf(schema: JsonSchema): JsonSchema {
  return pick(schema, ANNOTATIONS)
}

/** The assertions of a schema that mean the same in draft-07 and 2020-12. The caller converts keywords that hold schemas. */
export function assertionsOf(schema: JsonSchema): JsonSchema {
  return pick(schema, ASSERTIONS)
}

/** A schema without the named keywords. */
export function without(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)))
}

function pick(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(keywords.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]))
}
