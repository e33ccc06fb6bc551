import { Ajv2020, type Options } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { addKeywords } from '../keywords/add-keywords.ts'

/** Digits that count in `multipleOf`: 0.07 is a multiple of 0.01, although 0.07 / 0.01 is 7.000000000000001. */
export const multipleOfPrecision = 6

/**
 * A validator of JSON Schema 2020-12 as OpenAPI uses it: unknown keywords (`x-...`, `discriminator`) are annotations, unknown formats
 * are no mistake. Schemas given to it are trusted to be schemas; the document's rules have seen to that.
 */
export function newAjv(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    validateFormats: true,
    addUsedSchema: false,
    logger: false,
    multipleOfPrecision,
    ...options,
  })
  addFormats.default(ajv)
  addKeywords(ajv)
  return ajv
}
