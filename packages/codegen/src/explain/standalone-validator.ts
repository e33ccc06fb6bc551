import standaloneModule from 'ajv/dist/standalone/index.js'
import { newAjv } from './compile-validator.ts'

/** The validator that `compileValidator` makes of a schema, as the text of a CommonJS module that imports what it needs from ajv. */
export function standaloneValidator(schema: object | boolean): string {
  const ajv = newAjv({ verbose: true, code: { source: true } })
  return standaloneModule.default(ajv, ajv.compile(schema))
}
