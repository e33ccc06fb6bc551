import type { Issue } from '../errors/invalid-input-error.ts'
import { writeExact } from '../json/exact-json.ts'
import { fieldName, valueAt } from '../json/pointer.ts'
import type { ValidationMistake } from './validator.ts'

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Blob) return 'a file'
  return typeof value === 'object' ? 'an object' : valueText(value)
}

/** A value for a message, with its type if it differs from an allowed value only by that. */
function withTypeIfSimilar(allowed: readonly unknown[], value: unknown): string {
  const isSimilar = allowed.some((one) => typeof one !== typeof value && String(one) === String(value))
  return isSimilar ? `the ${typeof value === 'string' ? 'text' : typeof value} ${kindOf(value)}` : kindOf(value)
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

function typeText(type: unknown): string {
  const names = Array.isArray(type) ? type : [type]
  return names.map((name) => TYPES[String(name)] ?? String(name)).join(' or ')
}

/** The pattern that generated validators have for a 64-bit integer as text. */
const DIGITS = '^-?\\d{1,19}$'

/** What a value must be, by the keyword that it does not meet. */
function demand({ keyword, params }: ValidationMistake, value: unknown): string {
  const { limit } = params
  switch (keyword) {
    case 'type':
      return `must be ${typeText(params['type'])}, not ${kindOf(value)}`
    case 'enum':
      return `must be ${listText(params['allowedValues'] as unknown[])}, not ${withTypeIfSimilar(params['allowedValues'] as unknown[], value)}`
    case 'const':
      return `must be ${valueText(params['allowedValue'])}, not ${kindOf(value)}`
    case 'minimum':
      return `must be at least ${String(limit)}, not ${kindOf(value)}`
    case 'maximum':
      return `must be at most ${String(limit)}, not ${kindOf(value)}`
    case 'exclusiveMinimum':
      return `must be more than ${String(limit)}, not ${kindOf(value)}`
    case 'exclusiveMaximum':
      return `must be less than ${String(limit)}, not ${kindOf(value)}`
    case 'minLength':
      return value === '' ? 'must not be empty' : `must have at least ${String(limit)} characters`
    case 'maxLength':
      return `must have at most ${String(limit)} characters`
    case 'minItems':
      return `must have at least ${String(limit)} items`
    case 'maxItems':
      return `must have at most ${String(limit)} items`
    case 'uniqueItems':
      return 'must not have the same item twice'
    case 'multipleOf':
      return `must be a multiple of ${String(params['multipleOf'])}, not ${kindOf(value)}`
    case 'pattern':
      if (params['pattern'] === DIGITS) return `must be a whole number, or its digits as text, not ${kindOf(value)}`
      return `must match ${String(params['pattern'])}, not ${kindOf(value)}`
    case 'format':
      if (params['format'] === 'uri') return `must be a URL, not ${kindOf(value)}`
      return `must be a ${String(params['format'])}, not ${kindOf(value)}`
    case 'x-mentions':
    case 'x-span':
      return String(params['problem'])
    default:
      return `is not allowed here (${keyword})`
  }
}

/** Describes one mistake. For a missing or unknown field the pointer names that field, not the object around it. */
export function describeMistake(mistake: ValidationMistake, input: unknown): Issue {
  const { instancePath, keyword, params } = mistake
  const about = (name: unknown, message: string): Issue => {
    const pointer = `${instancePath}/${String(name)}`
    return { pointer, message: `${fieldName(pointer)} ${message}` }
  }
  if (keyword === 'required') return about(params['missingProperty'], 'is required')
  if (keyword === 'dependentRequired') return about(params['missingProperty'], `is required when ${String(params['property'])} is given`)
  if (keyword === 'additionalProperties') return about(params['additionalProperty'], 'is not known')
  if (keyword === 'unevaluatedProperties')
    return about(params['unevaluatedProperty'], 'is not known, or cannot be used with the other fields')
  return { pointer: instancePath, message: `${fieldName(instancePath)} ${demand(mistake, valueAt(input, instancePath))}` }
}

const MAX_VALUE_LENGTH = 60

/** A value for a message: text unchanged, other values as JSON, shortened to 60 characters. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : writeExact(value)
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text
}

/** `a`, `a or b`, `a, b or c`. */
export function listText(values: readonly unknown[]): string {
  const texts = values.map(valueText)
  const last = texts.pop() ?? ''
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`
}
