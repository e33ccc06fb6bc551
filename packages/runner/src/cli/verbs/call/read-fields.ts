import type { FieldModel } from '@shotlist/codegen'
import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../../errors/usage-error.ts'

/** Fields as a manifest would have them: plain JSON, and `{ file }` or `{ url }` for what is uploaded. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Makes an operation's input of command line words: `--duration 5 --prompt="a fox" --img_id @cup.png --audio`.
 *
 * @throws {UsageError} a word that is no field, or a value that is not of the field's type
 */
export function readFields(words: readonly string[], fields: readonly FieldModel[]): Fields {
  const input: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const found = /^--([^=]+)(?:=(.*))?$/s.exec(word)
    if (found?.[1] === undefined) throw new UsageError(`${word} is no field`, { hint: 'Fields are written --name value.' })
    const field = fieldOf(found[1], fields)
    let text = found[2]
    const following = words[at + 1]
    if (text === undefined && !(isSwitch(field) && !/^(true|false|[01])$/.test(following ?? ''))) {
      if (following === undefined) throw new UsageError(`--${field.name} needs a value`)
      text = following
      at += 1
    }
    const value = valueOf(text ?? 'true', field)
    const before = input[field.name]
    input[field.name] = field.type.endsWith('[]') && Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value
  }
  return input
}

/** A field by its own name, or by the one it has at every provider. */
function fieldOf(written: string, fields: readonly FieldModel[]): FieldModel {
  const name = written.replaceAll('-', '_')
  const found = fields.find((field) => field.name === written || field.name === name) ?? fields.find(({ canonical }) => canonical === name)
  if (found !== undefined) return found
  const names = fields.map((field) => field.name)
  const near = suggest(name, names)
  throw new UsageError(`the operation has no field ${written}`, {
    hint: near === undefined ? `Its fields: ${names.join(', ')}.` : `Did you mean --${near}?`,
  })
}

function valueOf(text: string, field: FieldModel): unknown {
  if (field.type.endsWith('[]')) {
    if (text.trimStart().startsWith('[')) return jsonOf(text, field)
    return [valueOf(text, { ...field, type: field.type.slice(0, -2) })]
  }
  if (isSwitch(field) && (text === 'true' || text === 'false')) return text === 'true'
  if (field.upload !== undefined && text.startsWith('@')) return { file: text.slice(1) }
  if (field.upload !== undefined && /^https?:\/\//i.test(text)) return { url: text }
  switch (field.type) {
    case 'integer':
    case 'number':
      return numberOf(text, field)
    case 'boolean':
      throw new UsageError(`--${field.name} takes true or false, not ${text}`)
    case 'string':
      return text
    default:
      return /^\s*[[{"]/.test(text) ? jsonOf(text, field) : looseOf(text)
  }
}

/** What is on or off: `true` and `false`, or 1 and 0 where the provider has those for a meaning that others have too. */
function isSwitch({ type, canonical, enum: values = [] }: FieldModel): boolean {
  return type === 'boolean' || (canonical !== undefined && values.length === 2 && values.includes(0) && values.includes(1))
}

/** Integers that JavaScript's numbers would round keep their digits. */
function numberOf(text: string, field: FieldModel): number | string {
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text))) return text
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new UsageError(`--${field.name} takes a number, not ${text}`)
}

function jsonOf(text: string, field: FieldModel): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`--${field.name} is no good JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A field of several types: what looks like a number or a truth value is one. */
function looseOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text
}
