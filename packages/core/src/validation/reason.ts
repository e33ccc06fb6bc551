import { writeExact } from '../json/exact-json.ts'
import { suggest } from './suggest.ts'
import type { ValidationMistake } from './validator.ts'

/** The pattern of a 64-bit integer as text, for numbers that JavaScript cannot hold. */
export const INT64_PATTERN = String.raw`^-?\d{1,19}$`

/** Why a value is refused, as the end of a sentence that begins with the value's name. */
export function reasonText({ keyword, params }: Pick<ValidationMistake, 'keyword' | 'params'>, value: unknown): string {
  const limit = String(params['limit'])
  const atLeast = keyword.startsWith('min') ? 'at least' : 'at most'
  const instead = `, not ${valueText(value)}`
  switch (keyword) {
    case 'required':
      return 'is required'
    case 'dependentRequired':
      return `is required when ${String(params['property'])} is given`
    case 'additionalProperties':
      return 'is not known'
    case 'unevaluatedProperties':
      return `is not known, or ${NOT_TOGETHER}`
    case 'type':
      return `must be ${typeText(params['type'])}, not ${given(value)}${quotesHint(params['type'], value)}`
    case 'enum':
      return notListed(params['allowedValues'] as unknown[], value)
    case 'const':
      return notListed([params['allowedValue']], value)
    case 'minimum':
    case 'maximum':
      return `must be ${atLeast} ${limit}${instead}`
    case 'exclusiveMinimum':
      return `must be more than ${limit}${instead}`
    case 'exclusiveMaximum':
      return `must be less than ${limit}${instead}`
    case 'minLength':
    case 'maxLength':
      return value === '' ? 'must not be empty' : `must have ${atLeast} ${counted(limit, 'character')}, not ${[...String(value)].length}`
    case 'minItems':
    case 'maxItems':
    // The list is longer than its schema describes.
    case 'items':
    case 'unevaluatedItems':
      return `must have ${atLeast} ${counted(limit, 'item')}, not ${Array.isArray(value) ? value.length : 0}`
    case 'minProperties':
    case 'maxProperties':
      return `must have ${atLeast} ${counted(limit, 'field')}, not ${Object.keys(Object(value) as object).length}`
    case 'uniqueItems':
      return 'must not have the same item twice'
    case 'contains':
      return 'lacks an item that it must have'
    case 'multipleOf':
      return `must be a multiple of ${String(params['multipleOf'])}${instead}`
    case 'pattern':
      return params['pattern'] === INT64_PATTERN
        ? `must be a whole number, or its digits as text, not ${given(value)}`
        : `must match ${String(params['pattern'])}${instead}`
    case 'format':
      return `must be ${formatText(String(params['format']))}${instead}`
    case 'propertyNames':
      return `must not have a field called ${String(params['propertyName'])}`
    case 'false schema':
      return 'is not accepted here'
    case 'not':
      return 'is not allowed in this combination'
    case 'oneOf':
      return 'fits more than one of the alternatives: give exactly one'
    case 'x-mentions':
    case 'x-span':
      return String(params['problem'])
    default:
      return `is not valid (${keyword})`
  }
}

/** The reason for a known field that the alternative chosen by other fields does not have. */
export const NOT_TOGETHER = 'does not go with the other fields given'

function counted(limit: string, unit: string): string {
  return `${limit} ${limit === '1' ? unit : `${unit}s`}`
}

/** The allowed value that was probably meant. */
export function suggestedValue(allowed: readonly unknown[], value: unknown): string | undefined {
  const texts = allowed.filter((one) => typeof one === 'string')
  return typeof value === 'string' || typeof value === 'number' ? suggest(String(value), texts) : undefined
}

function notListed(allowed: readonly unknown[], value: unknown): string {
  const must = `must be ${allowed.length > 2 ? 'one of ' : ''}${listText(allowed)}, not ${valueText(value)}`
  const sameText = allowed.find((one) => typeof one !== typeof value && valueText(one) === valueText(value))
  if (sameText !== undefined) return `${must}: write it ${typeof sameText === 'string' ? 'in' : 'without'} quotes`
  const suggestion = allowed.length === 1 ? undefined : suggestedValue(allowed, value)
  return suggestion === undefined ? must : `${must}: did you mean ${suggestion}?`
}

const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['array', 'a list'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['null', 'null'],
  ['number', 'a number'],
  ['object', 'an object with fields'],
  ['string', 'text'],
])

/** The types that a value may have; not `null`, unless it must be null. */
function typeText(type: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [type]
  return types
    .filter((one) => one !== 'null' || types.length === 1)
    .map((one) => TYPES.get(one) ?? String(one))
    .join(' or ')
}

/** A hint about quotes, which tell text from numbers in YAML and JSON: the most frequent mistake. */
function quotesHint(type: unknown, value: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [type]
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return ': write it in quotes'
  if (typeof value !== 'string') return ''
  const numeric = /^-?\d+$/.test(value) ? ['integer', 'number'] : /^-?\d+\.\d+$/.test(value) ? ['number'] : []
  const plain = value === 'true' || value === 'false' ? ['boolean'] : numeric
  return types.some((one) => plain.includes(String(one))) ? ': write it without quotes' : ''
}

/** A value of the wrong type. */
function given(value: unknown): string {
  if (typeof value === 'string') return `the text ${value === '' ? '""' : JSON.stringify(valueText(value))}`
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Blob) return 'a file'
  return typeof value === 'object' && value !== null ? 'an object' : valueText(value)
}

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date', 'a date (2026-01-31)'],
  ['date-time', 'a time (2026-01-31T12:00:00Z)'],
  ['email', 'an e-mail address'],
  ['uri', 'a URL'],
  ['url', 'a URL'],
  ['uuid', 'a UUID'],
])

function formatText(format: string): string {
  return FORMATS.get(format) ?? `of the form ${format}`
}

/** A value in a message: text as it is, everything else as JSON, shortened if long. */
export function valueText(value: unknown): string {
  if (value === '') return '""'
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : writeExact(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** `a`, `a or b`, `a, b or c`; shortened if long. */
export function listText(values: readonly unknown[], conjunction = 'or'): string {
  const shown = values.slice(0, 30).map(valueText)
  if (values.length > shown.length) return `${shown.join(', ')} ... (${values.length} in all)`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`
}

/** One sentence for alternatives that each lack some fields. */
export function oneIsRequired(missing: readonly (readonly unknown[])[]): string {
  const names = missing.map((fields) => listText(fields, 'and'))
  return `one of ${listText([...new Set(names)])} is required`
}
