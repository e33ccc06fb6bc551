import { createRequire } from 'node:module'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type * as Ajv from 'ajv/dist/2020.js'
import type addFormatsModule from 'ajv-formats'
import { addKeywords } from '../keywords/add-keywords.ts'
import { fits } from './fits.ts'
import { fromDocuments } from './linear-pattern.ts'

let forDocuments: ReturnType<typeof newAjv> | undefined

/** A validator that reports all errors, with their values and schemas. The schema is released together with the validator. */
export function compileValidator(schema: object | boolean): ValidateFunction {
  forDocuments ??= newAjv({ verbose: true, ...fromDocuments })
  try {
    return forDocuments.compile(schema)
  } finally {
    forDocuments.removeSchema(schema)
  }
}

// Loaded with the first validator that needs compiling. Validators of shipped documents are already compiled, and loading ajv takes as long
// as the rest of a short command.
const require = createRequire(import.meta.url)

/** Precision of `multipleOf` in digits: 0.07 is a multiple of 0.01, although 0.07 / 0.01 is 7.000000000000001. */
export const MULTIPLE_OF_PRECISION = 6

/**
 * A validator of JSON Schema 2020-12 as OpenAPI uses it: unknown keywords (`x-...`, `discriminator`) are annotations, and unknown formats
 * are allowed. It does not check the schemas themselves; the document's rules have done so. All validators are made by it: those of
 * documents, of the emulator, and those that code is generated from.
 *
 * @param formats Teaches it the formats. Default: all that are known.
 */
export function newAjv(options: Ajv.Options = {}, formats: (ajv: Ajv.Ajv2020) => void = allFormats): Ajv.Ajv2020 {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof Ajv
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    validateFormats: true,
    addUsedSchema: false,
    logger: false,
    multipleOfPrecision: MULTIPLE_OF_PRECISION,
    ...options,
  })
  formats(ajv)
  addKeywords(ajv)
  return ajv
}

function allFormats(ajv: Ajv.Ajv2020): void {
  const addFormats = require('ajv-formats') as typeof addFormatsModule.default
  addFormats(ajv)
}

/** The errors of one value, for a schema that is used once. An invalid schema (a type or a pattern that does not exist) gives no errors. */
export function checkValue(schema: object | boolean, value: unknown): readonly ErrorObject[] {
  if (fits(schema, value) === true) return []
  try {
    const validate = compileValidator(schema)
    return validate(value) ? [] : (validate.errors ?? [])
  } catch {
    return []
  }
}

/** Whether a standalone schema accepts a value. */
export function satisfies(schema: unknown, value: unknown): boolean {
  return fits(schema, value) ?? checkValue(schema as object, value).length === 0
}
