import { Ajv2020, type Format, type ValidateFunction } from 'ajv/dist/2020.js'
import { fastFormats } from 'ajv-formats/dist/formats.js'
import { multipleOfPrecision } from '../../explain/new-ajv.ts'
import type { JsonSchema } from '../../ir/model.ts'
import { addKeywords } from '../../keywords/add-keywords.ts'
import { hasInheritedNames } from './inherited-names.ts'
import { plainSchema } from './plain-schema.ts'

/** A schema's validator, and what its code is written from. */
export type CompiledValidator = { readonly ajv: Ajv2020; readonly validate: ValidateFunction; readonly schema: JsonSchema }

const compiled = new WeakMap<JsonSchema, CompiledValidator>()

/** Compiles a schema as its generated validator is compiled, once. */
export function compileValidator(schema: JsonSchema): CompiledValidator {
  const known = compiled.get(schema) ?? compile(plainSchema(schema) as JsonSchema)
  compiled.set(schema, known)
  return known
}

function compile(schema: JsonSchema): CompiledValidator {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    messages: false,
    // Compiling the meta-schema takes longer than all validators together; the document's rules have seen to what it would say.
    validateSchema: false,
    logger: false,
    multipleOfPrecision,
    ownProperties: hasInheritedNames(schema),
    code: { source: true, esm: true, lines: true },
  })
  for (const [name, format] of Object.entries(fastFormats)) ajv.addFormat(name, patternOf(format) ?? true)
  addKeywords(ajv)
  // Ajv keeps account of evaluated fields in every branch of a 2020-12 schema, needed or not: a third of the code.
  if (!/"unevaluated(?:Properties|Items)":/.test(JSON.stringify(schema))) ajv.opts.unevaluated = false
  return { ajv, validate: ajv.compile(schema), schema }
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
