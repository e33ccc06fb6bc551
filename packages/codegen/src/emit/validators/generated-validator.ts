import type { Ajv2020, Format, ValidateFunction } from 'ajv/dist/2020.js'
import { fastFormats } from 'ajv-formats/dist/formats.js'
import { newAjv } from '../../explain/compile-validator.ts'
import type { JsonSchema } from '../../ir/model.ts'
import { ownKeywords } from '../../keywords/add-keywords.ts'

/** A schema's validator, and what its code is written from. */
export type CompiledValidator = { readonly ajv: Ajv2020; readonly validate: ValidateFunction; readonly schema: JsonSchema }

const compiled = new WeakMap<JsonSchema, CompiledValidator>()

/** Compiles a schema as its generated validator is compiled, once. */
export function generatedValidator(schema: JsonSchema): CompiledValidator {
  const known = compiled.get(schema) ?? compile(plainSchema(schema) as JsonSchema)
  compiled.set(schema, known)
  return known
}

function compile(schema: JsonSchema): CompiledValidator {
  const ajv = newAjv(
    { messages: false, ownProperties: hasInheritedNames(schema), code: { source: true, esm: true, lines: true } },
    addPatterns,
  )
  // Ajv keeps account of evaluated fields in every branch of a 2020-12 schema, needed or not: a third of the code.
  if (!/"unevaluated(?:Properties|Items)":/.test(JSON.stringify(schema))) ajv.opts.unevaluated = false
  return { ajv, validate: ajv.compile(schema), schema }
}

function addPatterns(ajv: Ajv2020): void {
  for (const [name, format] of Object.entries(fastFormats)) ajv.addFormat(name, patternOf(format) ?? true)
}

/** What texts of a format must match, where that is checked. */
export function formatPattern(name: string): RegExp | undefined {
  return Object.hasOwn(fastFormats, name) ? patternOf(fastFormats[name as keyof typeof fastFormats]) : undefined
}

/** Formats that are functions would have to be imported: only those that are regular expressions are checked. */
function patternOf(format: Format): RegExp | undefined {
  if (format instanceof RegExp) return format
  const validate = typeof format === 'object' && 'validate' in format ? format.validate : undefined
  return validate instanceof RegExp ? validate : undefined
}

const inherited = Object.getOwnPropertyNames(Object.prototype).map((name) => JSON.stringify(name))

/** Whether a schema has fields that are called as what every object has (`toString`): code must ask whether an object has them itself. */
export function hasInheritedNames(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema)
  return inherited.some((name) => text.includes(name))
}

/** Keywords whose value is a schema. */
const ONE_SCHEMA = new Set([
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
const SCHEMA_LIST = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
/** Keywords whose value holds schemas by name. */
const SCHEMA_MAP = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs'])
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
    if (ONE_SCHEMA.has(keyword)) kept[keyword] = plainSchema(value)
    else if (SCHEMA_LIST.has(keyword) && Array.isArray(value)) kept[keyword] = value.map(plainSchema)
    else if (SCHEMA_MAP.has(keyword)) kept[keyword] = plainMap(value)
    else if (assertions.has(keyword)) kept[keyword] = value
  }
  return kept
}

function plainMap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, plainSchema(schema)]))
}
