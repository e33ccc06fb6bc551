import standaloneModule from 'ajv/dist/standalone/index.js'
import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { type ClientTarget, runtimeImport, siblingImport } from '../typescript/client-target.ts'
import { generatedValidator } from './generated-validator.ts'

/** The validator of an operation's input, compiled ahead of time. */
export function validatorFile(operation: OperationModel, target: ClientTarget): GeneratedFile {
  const { code, imports } = validatorCode(operation.input)
  const text = [
    typescriptHeader(target.origin),
    '// @ts-nocheck Written by ajv, which writes JavaScript without types.\n',
    `import type { Validator } from '${runtimeImport(target, 1)}'\n`,
    imports.length === 0 ? '' : `import { ${imports.toSorted().join(', ')} } from '${siblingImport(target, './runtime.gen')}'\n`,
    `\n${code.replace(/^export const validate = (\w+)$/m, `/** Checks the input of \`${operation.name}\`; the mistakes are in \`errors\`. */\nexport const validate: Validator = $1`)}\n`,
  ]
  return { path: `${target.folder}/validators/${operation.name}.gen.ts`, text: text.join('') }
}

/** The module with the few functions that a provider's validators import. */
export function validatorRuntimeFile(target: ClientTarget): GeneratedFile {
  return { path: `${target.folder}/validators/runtime.gen.ts`, text: `${typescriptHeader(target.origin)}\n${validatorRuntime()}` }
}

/** The functions that generated validators may need, written beside them so that they have no other import. */
const RUNTIME_SOURCE = `/** Whether a value is an object of JSON. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Length of a text in code points, as JSON Schema counts it. */
export function ucs2length(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** Whether two values of plain JSON are equal. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && equal(Reflect.get(left, key), Reflect.get(right, key)))
}
`

/** Text of `validators/runtime.gen.ts`, without its first line. */
export function validatorRuntime(): string {
  return `${RUNTIME_SOURCE}${KEYWORD_RUNTIME}`
}

/** The dialect's own keywords for generated validators: the checks of `src/keywords` in standalone code. A test compares both. */
const KEYWORD_RUNTIME = String.raw`
type Fields = { readonly [name: string]: unknown }

/** The keyword x-mentions: what is wrong with the names that a text mentions, as the rest of a sentence about the text. */
export function mentions(value: Fields, rule: { text: string; list: string; name: string }): string | undefined {
  const [text, list] = [value[rule.text], value[rule.list]]
  if (typeof text !== 'string' || !Array.isArray(list) || text.length > 100_000 || list.length > 1000) return undefined
  const names = list.map((item) => item?.[rule.name]).filter((name) => typeof name === 'string')
  const longestFirst = [...names].sort((a, b) => b.length - a.length)
  const called = new Set()
  for (const { index } of text.matchAll(/@(?=\w)/g)) {
    const rest = text.slice(index + 1)
    const name = longestFirst.find((one) => rest.startsWith(one) && !/^\w/.test(rest.slice(one.length)))
    if (name === undefined) return ${'`'}mentions @${'${'}/^\w+/.exec(rest)?.[0] ?? ''}, which is not a ${'${'}rule.name} in ${'${'}rule.list}${'`'}
    called.add(name)
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return ${'`'}is ambiguous: ${'${'}rule.list} has the name ${'${'}twice} more than once${'`'}
  const missing = names.find((name) => !called.has(name))
  return missing === undefined ? undefined : ${'`'}does not mention @${'${'}missing}: it must mention each ${'${'}rule.name} in ${'${'}rule.list}${'`'}
}

/** The keyword x-span: what is wrong with two times, as the rest of a sentence about the later one. */
export function span(value: Fields, rule: { from: string; to: string; max: string }): string | undefined {
  const ms = timeMs(value[rule.to]) - timeMs(value[rule.from])
  if (ms < 0) return ${'`'}must not be before ${'${'}rule.from}${'`'}
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(rule.max) ?? []
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as string] ?? 1
  return ms > Number(amount) * unitMs ? ${'`'}must be at most ${'${'}rule.max} after ${'${'}rule.from}${'`'} : undefined
}

function timeMs(value: unknown): number {
  const text = typeof value === 'string' ? value.replace(' ', 'T') : ''
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : text + 'Z')
}
`

/** Ajv publishes this function as a CommonJS default. */
const STANDALONE = standaloneModule.default

/** What ajv's code would `require`, and the function that replaces it in the small module beside the validators. */
const RUNTIME_IMPORTS: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/ucs2length").default': 'ucs2length',
  'require("ajv/dist/runtime/equal").default': 'equal',
  'require("shotlist/mentions").default': 'mentions',
  'require("shotlist/span").default': 'span',
}

/** The code of a validator: statements that define `validate`, and the functions it needs from the runtime module. */
type ValidatorCode = { readonly code: string; readonly imports: readonly string[] }

/**
 * Compiles a schema into code that needs neither ajv nor Node, so that it also runs in browsers and edge runtimes.
 *
 * @throws Error if the schema needs something without a replacement.
 */
export function validatorCode(schema: JsonSchema): ValidatorCode {
  const { ajv, validate, schema: plain } = generatedValidator(schema)
  const written = STANDALONE(ajv, validate)
  const entry = /^export const validate = (\w+);$/m.exec(written)?.[1]
  if (entry === undefined) throw new Error('ajv wrote no validator')
  const body = written
    .replace('"use strict";', '')
    .replace(/^export const validate = .*$/m, '')
    .replace(/^export default .*$/m, '')
  const used = Object.entries(RUNTIME_IMPORTS).filter(([call]) => body.includes(call))
  const linked = used.reduce((text, [call, name]) => text.replaceAll(call, name), body)
  if (linked.includes('require(')) throw new Error('a validator would need a module at run time')
  const code = compactCode(linked, plain)
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
  return { code: `${code}\nexport const validate = ${entry}`, imports: used.map(([, name]) => name) }
}

/**
 * Shortens ajv's code without changing what it does. Ajv adds an error to its list in five lines, empties the list of a failed branch in
 * ten, and keeps the whole schema beside the code only to name the allowed values in an error.
 */
function compactCode(code: string, schema: unknown): string {
  const short = code
    .replaceAll(
      /const (err\d+) = (\{.*\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g,
      '(vErrors ??= []).push($2);',
    )
    .replaceAll(
      /if\(vErrors !== null\)\{\nif\((_errs\d+)\)\{\nvErrors\.length = \1;\n\}\nelse \{\nvErrors = null;\n\}\n\}/g,
      'if(vErrors) vErrors.length = $1;',
    )
    // The code only checks whether the schema's properties include a field, so their names are enough.
    .replaceAll(
      /\.call\((schema\d+((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])+)), (key\d+)\)/g,
      (call, _, path: string, key: string) => {
        const value = valueAt(schema, path)
        return typeof value === 'object' && value !== null ? `.call(${namesOf(value)}, ${key})` : call
      },
    )
    .replaceAll(/(?<!const )\bschema\d+((?:\.[A-Za-z_$][\w$]*|\[\d+\]|\["(?:[^"\\]|\\.)*"\])+)/g, (reference, path: string) => {
      const value = valueAt(schema, path)
      return value === undefined ? reference : JSON.stringify(value)
    })
  return short
    .split('\n')
    .filter((line) => !isUnusedSchema(line, short))
    .join('\n')
}

function namesOf(value: object): string {
  return JSON.stringify(Object.fromEntries(Object.keys(value).map((name) => [name, 1])))
}

function isUnusedSchema(line: string, code: string): boolean {
  const name = /^const (schema\d+) = /.exec(line)?.[1]
  return name !== undefined && [...code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length === 1
}

/** Follows a JavaScript property path such as `.properties["a b"].enum[0]`. */
function valueAt(schema: unknown, path: string): unknown {
  let value: unknown = schema
  for (const [, dotted, index, text] of path.matchAll(/\.([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    const key: string = dotted ?? index ?? (JSON.parse(text ?? '""') as string)
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
