import type { JsonSchema } from '../../ir/model.ts'

/** Annotations that editors show or complete from. */
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

/** The annotations of a schema, alone. */
export function annotationsOf(schema: JsonSchema): JsonSchema {
  return pick(schema, ANNOTATIONS)
}

/** The plain assertions of a schema that mean the same in draft-07 as in 2020-12; those that hold schemas are the caller's. */
export function assertionsOf(schema: JsonSchema): JsonSchema {
  return pick(schema, ASSERTIONS)
}

/** A schema without the keywords named. */
export function without(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)))
}

function pick(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(keywords.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]))
}
