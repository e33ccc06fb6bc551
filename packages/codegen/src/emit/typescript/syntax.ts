import { propertyKey } from '../names.ts'

const LINE_WIDTH = 120

/**
 * A JSON value as a TypeScript expression, on one line if it fits. It cannot set a prototype: the key `__proto__` is written as a computed
 * key.
 */
export function literal(value: unknown, indent = 0): string {
  const flat = flatLiteral(value)
  if (flat.length + indent <= LINE_WIDTH || typeof value !== 'object' || value === null) return flat
  const pad = ' '.repeat(indent + 2)
  const end = `\n${' '.repeat(indent)}`
  if (Array.isArray(value)) return `[\n${value.map((item) => `${pad}${literal(item, indent + 2)},\n`).join('')}${' '.repeat(indent)}]`
  const entries = definedEntries(value).map(([key, item]) => `${pad}${propertyKey(key)}: ${literal(item, indent + 2)},`)
  return `{\n${entries.join('\n')}${end}}`
}

function flatLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = definedEntries(value).map(([key, item]) => `${propertyKey(key)}: ${flatLiteral(item)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return scalarLiteral(value)
}

function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined)
}

function scalarLiteral(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value) ?? 'undefined'
}

/** A string literal. Line separators, which JSON allows in strings, are escaped. */
export function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must be escaped
  if (!/['\\\u0000-\u001f\u2028\u2029]/.test(text)) return `'${text}'`
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/**
 * Writes paragraphs as an indented doc comment; returns an empty text for no paragraphs. Text that would end the comment is broken up, so that a document
 * cannot insert code into a generated file.
 */
export function docComment(paragraphs: readonly (string | undefined)[], indent = 0): string {
  const text = paragraphs
    .filter((paragraph) => paragraph !== undefined && paragraph.trim() !== '')
    .map((paragraph) => paragraph?.trim().replaceAll('*/', '*\u200b/'))
    .join('\n\n')
  if (text === '') return ''
  const pad = ' '.repeat(indent)
  if (!text.includes('\n') && text.length + indent < 130) return `${pad}/** ${text} */\n`
  const lines = text.split(/\r\n|\r|\n/).map((line) => `${pad} * ${line}`.trimEnd())
  return `${pad}/**\n${lines.join('\n')}\n${pad} */\n`
}
