import type { ErrorObject } from 'ajv'
import { compileValidator } from './compile-validator.ts'
import { fits } from './fits.ts'

/**
 * What is wrong with one value, for schemas that are used once. Nothing is said by a schema that is none itself (a type that does not
 * exist, a pattern that is no pattern).
 */
export function checkValue(schema: object | boolean, value: unknown): readonly ErrorObject[] {
  if (fits(schema, value) === true) return []
  try {
    const validate = compileValidator(schema)
    return validate(value) ? [] : (validate.errors ?? [])
  } catch {
    return []
  }
}

/** Whether a schema that stands alone admits a value. */
export function satisfies(schema: unknown, value: unknown): boolean {
  return fits(schema, value) ?? checkValue(schema as object, value).length === 0
}
