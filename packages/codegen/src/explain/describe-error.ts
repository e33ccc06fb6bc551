import type { ErrorObject } from 'ajv'
import { INT64_PATTERN } from '../dialect/for-users.ts'
import { defined } from '../issues/defined.ts'
import { suggest } from '../issues/suggest.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { joinPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject, own, textOf } from '../spec/place.ts'
import type { ValueIssue } from './value-issue.ts'
import { listText, valueName, valueText } from './value-issue.ts'

export type Described = Omit<ValueIssue, 'severity'>

/** The validated value, and its name in messages. */
export type Subject = { readonly data: unknown; readonly name: string }

/** Describes one error of the validator. */
export function describeError(error: ErrorObject, subject: Subject): Described {
  const { keyword, instancePath: pointer } = error
  const params = error.params as Record<string, unknown>
  if (keyword === 'required' || keyword === 'dependentRequired') return missing(error, params, subject)
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return unknownField(error, params, subject)
  if (keyword === 'enum') return notListed(error, params['allowedValues'] as unknown[], subject)
  const listed = keyword === 'type' && isObject(error.parentSchema) ? error.parentSchema['enum'] : undefined
  if (Array.isArray(listed)) return notListed(error, listed, subject)
  if (keyword === 'const') return notListed(error, [params['allowedValue']], subject)
  const name = valueName(pointer, subject.name)
  const value = valueAt(subject.data, pointer)
  return { pointer, keyword, message: `${name} ${predicate(error, params, value)}` }
}

function missing({ keyword, instancePath }: ErrorObject, params: Record<string, unknown>, subject: Subject): Described {
  const name = valueName(joinPointer(instancePath, textOf(params['missingProperty'])), subject.name)
  const message = keyword === 'required' ? `${name} is required` : `${name} is required when ${textOf(params['property'])} is given`
  return { pointer: instancePath, keyword, message }
}

function unknownField(error: ErrorObject, params: Record<string, unknown>, subject: Subject): Described {
  const field = textOf(params['additionalProperty'] ?? params['unevaluatedProperty'])
  const pointer = joinPointer(error.instancePath, field)
  const known = [...propertiesInPlace(error.parentSchema).keys()]
  if (known.includes(field)) {
    return { pointer, keyword: error.keyword, message: `${valueName(pointer, subject.name)} does not go with the other fields given` }
  }
  const suggestion = suggest(field, known)
  const hint =
    suggestion === undefined
      ? known.length > 0 && known.length <= 12
        ? `: known are ${listText(known, 'and')}`
        : ''
      : `: did you mean ${suggestion}?`
  const message = `${valueName(pointer, subject.name)} is not known${hint}`
  return { pointer, keyword: error.keyword, message, ...defined({ suggestion }) }
}

function notListed(error: ErrorObject, allowed: readonly unknown[], subject: Subject): Described {
  const { instancePath: pointer, keyword } = error
  const value = valueAt(subject.data, pointer)
  const texts = allowed.filter((one) => typeof one === 'string')
  const sameText = allowed.find((one) => typeof one !== typeof value && textOf(one) === textOf(value))
  const suggestion = typeof value === 'string' || typeof value === 'number' ? suggest(textOf(value), texts) : undefined
  const must = `must be ${allowed.length > 2 ? 'one of ' : ''}${listText(allowed)}`
  let hint = suggestion === undefined || allowed.length === 1 ? '' : `: did you mean ${suggestion}?`
  if (sameText !== undefined) hint = typeof sameText === 'string' ? ': write it in quotes' : ': write it without quotes'
  return {
    pointer,
    keyword,
    message: `${valueName(pointer, subject.name)} ${must}, not ${valueText(value)}${hint}`,
    allowed,
    ...defined({ suggestion }),
  }
}

type Params = Record<string, unknown>

/** What is wrong with the value itself, by keyword. */
function predicate(error: ErrorObject, params: Params, value: unknown): string {
  const limit = textOf(params['limit'])
  switch (error.keyword) {
    case 'type':
      return `must be ${typeText(error, params)}, not ${given(value)}${quotesHint(params['type'], value)}`
    case 'minimum':
    case 'maximum':
      return `must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${limit}, not ${valueText(value)}`
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${error.keyword === 'exclusiveMinimum' ? 'more' : 'less'} than ${limit}, not ${valueText(value)}`
    case 'minLength':
      return value === '' ? 'must not be empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `must have at most ${limit} characters, not ${[...String(value)].length}`
    case 'minItems':
    case 'maxItems':
      return `must have ${error.keyword === 'minItems' ? 'at least' : 'at most'} ${limit} ${limit === '1' ? 'entry' : 'entries'}, not ${Array.isArray(value) ? value.length : 0}`
    case 'minProperties':
    case 'maxProperties':
      return `must have ${error.keyword === 'minProperties' ? 'at least' : 'at most'} ${limit} ${limit === '1' ? 'field' : 'fields'}`
    case 'multipleOf':
      return `must be a multiple of ${textOf(params['multipleOf'])}, not ${valueText(value)}`
    case 'uniqueItems':
      return 'must not have the same entry twice'
    case 'pattern':
      return isInt64(error)
        ? `must be an integer, as a number or as its digits, not ${given(value)}`
        : `must match ${textOf(params['pattern'])}; it is ${valueText(value)}`
    case 'format':
      return `must be ${formatText(textOf(params['format']))}; it is ${valueText(value)}`
    case 'propertyNames':
      return `must not have a field called ${textOf(params['propertyName'])}`
    case 'false schema':
      return 'is not accepted here'
    case 'not':
      return 'is not allowed in this combination'
    case 'x-mentions':
    case 'x-span':
      return textOf(params['problem'])
    case 'contains':
      return 'lacks an entry that it must have'
    default:
      return error.message ?? 'is not valid'
  }
}

function isInt64(error: ErrorObject): boolean {
  return (error.params as Params)['pattern'] === INT64_PATTERN
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'a map of fields',
  string: 'text',
}

function typeText(error: ErrorObject, params: Params): string {
  const types = (Array.isArray(params['type']) ? params['type'] : [params['type']]) as string[]
  if (isObject(error.parentSchema) && error.parentSchema['pattern'] === INT64_PATTERN) return 'an integer, as a number or as its digits'
  return types
    .filter((type) => type !== 'null' || types.length === 1)
    .map((type) => own(ARTICLES, type) ?? type)
    .join(' or ')
}

/** A hint about quotes: in YAML only quotes tell strings from numbers, so this is the most frequent mistake. */
function quotesHint(type: unknown, value: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [type]
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) return ': write it in quotes'
  if (typeof value !== 'string') return ''
  const numeric = /^-?\d+$/.test(value) ? ['integer', 'number'] : /^-?\d+\.\d+$/.test(value) ? ['number'] : []
  const plain = value === 'true' || value === 'false' ? ['boolean'] : numeric
  return types.some((one) => plain.includes(textOf(one))) ? ': write it without quotes' : ''
}

function given(value: unknown): string {
  if (typeof value === 'string') return `the text ${value === '' ? '""' : JSON.stringify(valueText(value))}`
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'a map of fields' : valueText(value)
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date (2026-01-31)',
  'date-time': 'a time (2026-01-31T12:00:00Z)',
  email: 'an e-mail address',
  uri: 'a URL',
  url: 'a URL',
  uuid: 'a UUID',
}

function formatText(format: string): string {
  return own(FORMATS, format) ?? `of the form ${format}`
}
