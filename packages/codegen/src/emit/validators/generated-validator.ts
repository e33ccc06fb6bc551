import type { Ajv2020, Format, ValidateFunction } from 'ajv/dist/2020.js'
import { fastFormats } from 'ajv-formats/dist/formats.js'
import { newAjv } from '../../explain/compile-validator.ts'
import type { JsonSchema } from '../../ir/model.ts'
import { ownKeywords } from '../../keywords/add-keywords.ts'
import { isObject } from '../../spec/place.ts'
import { holdsSchemas, mapSubschemas } from '../../spec/schemas.ts'

/** A schema's validator, and the data its code is generated from. */
export type CompiledValidator = { readonly ajv: Ajv2020; readonly validate: ValidateFunction; readonly schema: JsonSchema }

const compiled = new WeakMap<JsonSchema, CompiledValidator>()

/** Compiles a schema once, with the options of generated validators. */
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
  // For 2020-12, ajv tracks evaluated fields in every branch of a schema, even if they are not needed: a third of the code.
  if (!/"unevaluated(?:Properties|Items)":/.test(JSON.stringify(schema))) ajv.opts.unevaluated = false
  return { ajv, validate: ajv.compile(schema), schema }
}

function addPatterns(ajv: Ajv2020): void {
  for (const [name, format] of Object.entries(fastFormats)) ajv.addFormat(name, patternOf(format) ?? true)
}

/** The pattern of each format that validators check. */
export function formatPattern(name: string): RegExp | undefined {
  return Object.hasOwn(fastFormats, name) ? patternOf(fastFormats[name as keyof typeof fastFormats]) : undefined
}

/** A format that is a function would need an import, so only formats with a regular expression are checked. */
function patternOf(format: Format): RegExp | undefined {
  if (format instanceof RegExp) return format
  const validate = typeof format === 'object' && 'validate' in format ? format.validate : undefined
  return validate instanceof RegExp ? validate : undefined
}

const inherited = Object.getOwnPropertyNames(Object.prototype).map((name) => JSON.stringify(name))

/** Whether a schema has fields with the names of inherited members (`toString`): generated code must then check for own properties. */
export function hasInheritedNames(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema)
  return inherited.some((name) => text.includes(name))
}

/** Assertions without schemas. Validators ignore all other keywords (titles, descriptions, defaults, extensions). */
const assertions = new Set([
  ...ownKeywords,
  ...(
    '$ref $anchor $dynamicRef $dynamicAnchor type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength ' +
    'maxLength pattern format minItems maxItems uniqueItems minContains maxContains minProperties maxProperties dependentRequired'
  ).split(' '),
])

/**
 * The schema without annotations, so that its validator carries no texts. Positions do not change: a `schemaPath` of one is valid in the
 * other.
 */
export function plainSchema(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  return mapSubschemas(Object.fromEntries(Object.entries(schema).filter(([keyword]) => isAssertion(keyword))), plainSchema)
}

function isAssertion(keyword: string): boolean {
  return assertions.has(keyword) || (holdsSchemas(keyword) !== undefined && keyword !== 'contentSchema')
}
