import type { ValidateFunction } from 'ajv'
import { fromDocuments } from './linear-pattern.ts'
import { newAjv } from './new-ajv.ts'

let ajv: ReturnType<typeof newAjv> | undefined

/** A validator that reports all errors, with the values and schemas they are about. The schema is not kept longer than the validator. */
export function compileValidator(schema: object | boolean): ValidateFunction {
  ajv ??= newAjv({ verbose: true, ...fromDocuments })
  try {
    return ajv.compile(schema)
  } finally {
    ajv.removeSchema(schema)
  }
}
