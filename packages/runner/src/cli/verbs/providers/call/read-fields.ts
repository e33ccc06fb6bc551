import { createInputValidator, type FieldModel, type ProviderModel } from '@shotlist/codegen'
import { composedNames } from '@shotlist/codegen/composed-names'
import { suggest } from '@shotlist/codegen/suggest'
import { UsageError } from '../../../../errors/input-errors.ts'
import { createPaint } from '../../../../show/text/output.ts'
import { visible } from '../../../../show/text/visible.ts'
import type { VerbContext } from '../../../verb.ts'
import type { PlannedCall } from './plan-call.ts'

/** Fields as in a manifest: plain JSON, and `{ file }` or `{ url }` for uploads. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Reads an operation's input from command line words: `--duration 5 --prompt="a fox" --img_id @cup.png --audio`.
 *
 * @throws {UsageError} a word is not a field, or a value has the wrong type
 */
export function readCallFields(words: readonly string[], fields: readonly FieldModel[]): Fields {
  const input: Record<string, unknown> = {}
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const found = /^--([^=]+)(?:=(.*))?$/s.exec(word)
    if (found?.[1] === undefined) throw new UsageError(`${word} is not a field`, { hint: 'Write fields as --name value.' })
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

/** The field of this name, which may be the provider's or the common one. */
function fieldOf(written: string, fields: readonly FieldModel[]): FieldModel {
  const name = written.replaceAll('-', '_')
  const found = fields.find((field) => field.name === written || field.name === name) ?? fields.find(({ canonical }) => canonical === name)
  if (found !== undefined) return found
  const names = fields.map((field) => field.name)
  const near = suggest(name, names)
  throw new UsageError(`the operation has no field ${written}`, {
    hint: near === undefined ? `Its fields are ${names.join(', ')}.` : `Did you mean --${near}?`,
  })
}

function valueOf(text: string, field: FieldModel): unknown {
  if (field.type.endsWith('[]')) {
    if (text.trimStart().startsWith('[')) return jsonOf(text, field)
    return [valueOf(text, { ...field, type: field.type.slice(0, -2) })]
  }
  if (isSwitch(field) && (text === 'true' || text === 'false')) return text === 'true'
  if ((field.upload !== undefined || field.file !== undefined) && text.startsWith('@')) return { file: text.slice(1) }
  if (field.publicUrl === true && text.startsWith('@')) throw noFileHere(text, field)
  if (field.upload !== undefined && /^https?:\/\//i.test(text)) return { url: text }
  switch (field.type) {
    case 'integer':
    case 'number':
      return numberOf(text, field)
    case 'boolean':
      throw new UsageError(`--${field.name} needs true or false, not ${text}`)
    case 'string':
      return text
    default:
      return /^\s*[[{"]/.test(text) ? jsonOf(text, field) : looseOf(text)
  }
}

/** The provider would get the words `@cup.png` as an address, and might charge for the request. */
function noFileHere(text: string, { name }: FieldModel): UsageError {
  return new UsageError(`--${name} takes a public URL, not a local file: ${text}`, {
    hint: 'The provider downloads the file itself: put it where everybody can read it, and write its URL.',
  })
}

/** Whether a field is on or off: a boolean, or 1 and 0 in a field that other providers have as a boolean. */
function isSwitch({ type, canonical, enum: values = [] }: FieldModel): boolean {
  return type === 'boolean' || (canonical !== undefined && values.length === 2 && values.includes(0) && values.includes(1))
}

/** Parses a number. Integers that JavaScript would round stay strings. */
function numberOf(text: string, field: FieldModel): number | string {
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text))) return text
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new UsageError(`--${field.name} needs a number, not ${text}`)
}

function jsonOf(text: string, field: FieldModel): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UsageError(`--${field.name} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The value of a field of several types: a number or a boolean if it looks like one. */
function looseOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text
}

/**
 * The fields that the command line may name: those of the operation, the file of an upload, the frames of a transition in the other of
 * their two forms, and fields that the document's rules refuse with a reason.
 */
export function acceptedFields(model: ProviderModel, operation: string): readonly FieldModel[] {
  const declared = model.operations[operation]?.fields ?? []
  const upload = model.table.operations[operation]?.upload
  const file = upload === undefined ? [] : [{ name: upload.file, type: 'string', required: false, description: '', upload: operation }]
  const accepted = [...declared, ...file, ...otherShapes(declared)]
  return [...accepted, ...mentionedFields(model, operation).filter(({ name }) => !accepted.some((field) => field.name === name))]
}

/** Fields that the operation lacks but its rules mention: the message of the rule is better than "unknown field". */
function mentionedFields(model: ProviderModel, operation: string): FieldModel[] {
  const messages = Object.values(model.table.operations[operation]?.messages ?? {}).join(' ')
  const names = new Set([...messages.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []))
  return [...names].map((name) => ({ name, type: 'string', required: false, description: '' }))
}

function otherShapes(declared: readonly FieldModel[]): FieldModel[] {
  const byMeaning = (meaning: string): FieldModel | undefined => declared.find(({ canonical, name }) => (canonical ?? name) === meaning)
  return Object.entries(composedNames).flatMap(([list, parts]) => {
    const whole = byMeaning(list)
    if (whole !== undefined) return parts.map((name) => ({ ...renamed(whole, name), type: whole.type.replace(/\[\]$/, '') }))
    const [first, ...others] = parts.flatMap((part) => byMeaning(part) ?? [])
    return first !== undefined && others.length === parts.length - 1 ? [{ ...renamed(first, list), type: `${first.type}[]` }] : []
  })
}

function renamed({ canonical: _canonical, ...field }: FieldModel, name: string): FieldModel {
  return { ...field, name }
}

/**
 * Checks the fields of an operation that does not start a task, as a plan does for one that does. Writes warnings to stderr.
 *
 * @throws {UsageError} a field is wrong
 */
export function checkCall({ stderr, color }: VerbContext, { provider, model, operation, fields, allowUnknown }: PlannedCall): void {
  const files = Object.entries(fields).flatMap(([name, value]) => (typeof value === 'object' && value !== null ? [`/${name}`] : []))
  const { uploads, files: inside } = model.table.operations[operation] ?? {}
  const accepted = files.filter((pointer) => uploads?.[pointer] !== undefined || inside?.[pointer] !== undefined)
  const issues = createInputValidator(model, operation)(fields, { unresolved: accepted })
  // The message contains the suggestion already.
  const plain = issues.map(({ severity, message }) => ({ severity, message }))
  if (plain.some(({ severity }) => severity === 'error')) throw mistakesOf(plain, `${provider}/${operation}`)
  if (allowUnknown) return
  const paint = createPaint(color)
  for (const { message } of plain) stderr.write(`${paint('yellow', 'warning:')} ${visible(message)}\n`)
}

/** The mistakes as one error, without places, because the fields are not in a file. */
export function mistakesOf(
  issues: readonly { readonly severity: string; readonly message: string; readonly hint?: string; readonly suggestion?: string }[],
  name: string,
): UsageError {
  const errors = issues.filter(({ severity }) => severity === 'error')
  const lines = errors.map(({ message, suggestion }) => (suggestion === undefined ? message : `${message} Did you mean \`${suggestion}\`?`))
  const [only] = lines
  // A hint that names the operation would repeat the beginning of the message.
  const hint = errors.length === 1 && !errors[0]?.hint?.includes(name) ? errors[0]?.hint : undefined
  return new UsageError(
    lines.length === 1 && only !== undefined
      ? `${name}: ${only}`
      : `${name}: ${lines.length} mistakes\n${lines.map((line) => `  - ${line}`).join('\n')}`,
    { hint: hint ?? `\`shotlist describe ${name}\` lists its fields.` },
  )
}
