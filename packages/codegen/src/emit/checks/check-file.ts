import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, siblingImport } from '../typescript/client-target.ts'
import { plainSchema } from '../validators/plain-schema.ts'
import { fitsExpression } from './fits-expression.ts'
import { UnsupportedKeyword } from './unsupported-keyword.ts'

/** Functions of the validators' runtime that expressions may call. */
const runtime = ['equal', 'isObject', 'mentions', 'span', 'ucs2length']

/** The expression that says whether an input is valid; undefined where its schema says more than expressions can. */
export function checkExpression(schema: JsonSchema): string | undefined {
  try {
    return fitsExpression(plainSchema(schema) as JsonSchema, { code: 'v', depth: 0 })
  } catch (error) {
    if (error instanceof UnsupportedKeyword) return undefined
    throw error
  }
}

/**
 * A check of an operation's input that only says whether it is valid: a third of the validator's code, and what clients do before every request.
 * What is wrong with an input the validator says.
 */
export function checkFile({ name, input }: OperationModel, target: ClientTarget): GeneratedFile {
  const expression = checkExpression(input)
  const path = `${target.folder}/checks/${name}.gen.ts`
  const doc = `/** Whether an input of \`${name}\` is valid. */\n`
  if (expression === undefined) {
    const text = `\n${doc}export { validate as fits } from '${siblingImport(target, `../validators/${name}.gen`)}'\n`
    return { path, text: `${typescriptHeader(target.origin)}${text}` }
  }
  const used = runtime.filter((helper) => new RegExp(`\\b${helper}\\(`).test(expression))
  const text = [
    typescriptHeader(target.origin),
    '// @ts-nocheck An expression over a value of which nothing is known yet.\n',
    used.length === 0 ? '' : `import { ${used.join(', ')} } from '${siblingImport(target, '../validators/runtime.gen')}'\n`,
    `\n${doc}export const fits = (v: unknown): boolean =>\n  ${expression.replaceAll(')&&(', ')\n  && (')}\n`,
  ]
  return { path, text: text.join('') }
}
