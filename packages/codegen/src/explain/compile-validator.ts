import type { ValidateFunction } from 'ajv'
import { linearPattern } from './linear-pattern.ts'
import { newAjv } from './new-ajv.ts'

/** Schemas come from documents, whoever wrote them. */
const regExp = Object.assign(linearPattern, { code: 'linearPattern' })

let ajv: ReturnType<typeof newAjv> | undefined

/** A validator that reports all errors, with the values and schemas they are about. The schema is not kept longer than the validator. */
export function compileValidator(schema: object | boolean): ValidateFunction {
  ajv ??= newAjv({ verbose: true, code: { regExp } })
  try {
    return ajv.compile(schema)
  } finally {
    ajv.removeSchema(schema)
  }
}
