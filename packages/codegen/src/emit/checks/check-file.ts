import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { defined } from '../../issues/defined.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { isSchema } from '../json-schema.ts'
import { type ClientTarget, siblingImport } from '../typescript/client-target.ts'
import { hasInheritedNames, plainSchema } from '../validators/generated-validator.ts'
import { all, fitsExpression, UnsupportedKeyword } from './fits-expression.ts'

/** Functions of the validators' runtime that expressions may call. */
const RUNTIME = ['equal', 'isObject', 'mentions', 'span', 'ucs2length']

/** Names of more than two letters that a variable of an expression cannot have: helpers, globals and reserved words. */
const taken = new Set([
  ...RUNTIME,
  ...'rest Array Number Object'.split(' '),
  ...'arguments async await break case catch class const continue debugger default delete else enum eval export extends'.split(' '),
  ...'false finally for function implements import instanceof interface let new null package private protected public'.split(' '),
  ...'return static super switch this throw true try typeof undefined var void while with yield'.split(' '),
])

/** The expression that says whether an input is valid; `undefined` if the schema uses a keyword that expressions do not support. */
export function checkExpression(schema: JsonSchema): string | undefined {
  if (hasInheritedNames(schema)) return undefined
  try {
    return inputExpression(plainSchema(schema) as JsonSchema)
  } catch (error) {
    if (error instanceof UnsupportedKeyword) return undefined
    throw error
  }
}

/**
 * The same for the schema of an input, usually an object with known fields: each field becomes a variable, whose name a minifier can
 * shorten. The rest object holds the unknown fields.
 */
function inputExpression(schema: JsonSchema): string {
  const { type, properties, additionalProperties, ...others } = schema
  const place = { code: 'v', depth: 0 }
  if (type !== 'object' || !isSchema(properties)) return fitsExpression(schema, place)
  const variables = new Map(Object.keys(properties).map((name, index) => [name, variableName(name, index)]))
  const closed = additionalProperties === false
  const inside = fitsExpression(
    {
      properties,
      ...others,
      ...defined({ additionalProperties: closed ? undefined : additionalProperties }),
    },
    { ...place, known: 'object', variables },
  )
  const bound = [...variables].map(([name, variable]) => (name === variable ? name : `${JSON.stringify(name)}:${variable}`))
  const fields = [...bound, ...(closed ? ['...rest'] : [])].join(',')
  return `isObject(v)&&(({${fields}})=>\n  ${all([inside, closed ? 'Object.keys(rest).length===0' : 'true'])})(v)`
}

/** A field's own name, if a variable can have that name and expressions do not use it. */
function variableName(name: string, index: number): string {
  const free = /^[A-Za-z]\w{2,}$/.test(name) && !/^[eik]\d+$/.test(name) && !taken.has(name)
  return free ? name : `field${index}`
}

/**
 * A check of an operation's input that says only whether it is valid. It has a third of the validator's code; clients run it before every
 * request. The validator explains what is wrong.
 */
export function checkFile({ name, input }: OperationModel, target: ClientTarget): GeneratedFile {
  const expression = checkExpression(input)
  const path = `${target.folder}/checks/${name}.gen.ts`
  const doc = `/** Whether an input of \`${name}\` is valid. */\n`
  if (expression === undefined) {
    const text = `\n${doc}export { validate as fits } from '${siblingImport(target, `../validators/${name}.gen`)}'\n`
    return { path, text: `${typescriptHeader(target.origin)}${text}` }
  }
  const used = RUNTIME.filter((helper) => new RegExp(`\\b${helper}\\(`).test(expression))
  const text = [
    typescriptHeader(target.origin),
    '// @ts-nocheck An expression over a value of which nothing is known yet.\n',
    used.length === 0 ? '' : `import { ${used.join(', ')} } from '${siblingImport(target, '../validators/runtime.gen')}'\n`,
    `\n${doc}export const fits = (v: unknown): boolean =>\n  ${expression.replaceAll(')&&(', ')\n  && (')}\n`,
  ]
  return { path, text: text.join('') }
}
