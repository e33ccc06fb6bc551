import standaloneModule from 'ajv/dist/standalone/index.js'
import type { JsonSchema } from '../../ir/model.ts'
import { compactCode } from './compact-code.ts'
import { compileValidator } from './compile-validator.ts'

/** Ajv publishes this function as a CommonJS default. */
const standalone = standaloneModule.default

/** What ajv's code would `require`, and the function of the small module beside the validators that stands in for it. */
const runtimeImports: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/ucs2length").default': 'ucs2length',
  'require("ajv/dist/runtime/equal").default': 'equal',
  'require("shotlist/mentions").default': 'mentions',
  'require("shotlist/span").default': 'span',
}

/** The code of a validator: statements that define `validate`, and the functions of the runtime module it needs. */
export type ValidatorCode = { readonly code: string; readonly imports: readonly string[] }

/**
 * Compiles a schema into code that needs neither ajv nor Node, so that it runs in browsers and edge runtimes too.
 *
 * @throws Error where the schema needs something that has no stand-in.
 */
export function validatorCode(schema: JsonSchema): ValidatorCode {
  const { ajv, validate, schema: plain } = compileValidator(schema)
  const written = standalone(ajv, validate)
  const entry = /^export const validate = (\w+);$/m.exec(written)?.[1]
  if (entry === undefined) throw new Error('ajv wrote no validator')
  const body = written
    .replace('"use strict";', '')
    .replace(/^export const validate = .*$/m, '')
    .replace(/^export default .*$/m, '')
  const used = Object.entries(runtimeImports).filter(([call]) => body.includes(call))
  const linked = used.reduce((text, [call, name]) => text.replaceAll(call, name), body)
  if (linked.includes('require(')) throw new Error('a validator would need a module at run time')
  const code = compactCode(linked, plain)
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
  return { code: `${code}\nexport const validate = ${entry}`, imports: used.map(([, name]) => name) }
}
