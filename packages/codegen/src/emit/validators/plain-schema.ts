import type { JsonSchema } from '../../ir/model.ts'
import { ownKeywords } from '../../keywords/add-keywords.ts'

/** Keywords whose value is a schema. */
const oneSchema = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
])
/** Keywords whose value is a list of schemas. */
const schemaList = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
/** Keywords whose value holds schemas by name. */
const schemaMap = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])
/** Keywords that only assert. All others (titles, descriptions, defaults, extensions) say nothing to a validator. */
const assertions = new Set([
  ...ownKeywords,
  ...(
    '$ref $anchor $dynamicRef $dynamicAnchor type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength ' +
    'maxLength pattern format minItems maxItems uniqueItems minContains maxContains minProperties maxProperties dependentRequired'
  ).split(' '),
])

/**
 * The schema without its annotations, so that the validator made of it carries no texts. Positions stay what they are: a `schemaPath`
 * found in one is valid in the other.
 */
export function plainSchema(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const kept: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(schema as JsonSchema)) {
    if (oneSchema.has(keyword)) kept[keyword] = plainSchema(value)
    else if (schemaList.has(keyword) && Array.isArray(value)) kept[keyword] = value.map(plainSchema)
    else if (schemaMap.has(keyword)) kept[keyword] = plainMap(value)
    else if (assertions.has(keyword)) kept[keyword] = value
  }
  return kept
}

function plainMap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, plainSchema(schema)]))
}
