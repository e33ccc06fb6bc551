import { fieldName, listText, NOT_TOGETHER, reasonText, suggestedValue } from '@shotlist/core/reasons'
import type { ErrorObject } from 'ajv'
import { defined } from '../issues/defined.ts'
import { suggest } from '../issues/suggest.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { joinPointer, valueAt } from '../spec/json-pointer.ts'
import { isObject, textOf } from '../spec/place.ts'
import type { ValueIssue } from './value-issue.ts'

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
  return { pointer, keyword, message: `${fieldName(pointer, subject.name)} ${reasonText(error, valueAt(subject.data, pointer))}` }
}

function missing(error: ErrorObject, params: Record<string, unknown>, subject: Subject): Described {
  const { keyword, instancePath: pointer } = error
  const name = fieldName(joinPointer(pointer, textOf(params['missingProperty'])), subject.name)
  return { pointer, keyword, message: `${name} ${reasonText(error, undefined)}` }
}

function unknownField(error: ErrorObject, params: Record<string, unknown>, subject: Subject): Described {
  const field = textOf(params['additionalProperty'] ?? params['unevaluatedProperty'])
  const pointer = joinPointer(error.instancePath, field)
  const name = fieldName(pointer, subject.name)
  const known = [...propertiesInPlace(error.parentSchema).keys()]
  if (known.includes(field)) {
    return { pointer, keyword: error.keyword, message: `${name} ${NOT_TOGETHER}` }
  }
  const suggestion = suggest(field, known)
  const hint =
    suggestion === undefined
      ? known.length > 0 && known.length <= 12
        ? `: known are ${listText(known, 'and')}`
        : ''
      : `: did you mean ${suggestion}?`
  const message = `${name} ${reasonText({ keyword: 'additionalProperties', params }, undefined)}${hint}`
  return { pointer, keyword: error.keyword, message, ...defined({ suggestion }) }
}

function notListed(error: ErrorObject, allowed: readonly unknown[], subject: Subject): Described {
  const { instancePath: pointer, keyword } = error
  const value = valueAt(subject.data, pointer)
  const reason = reasonText({ keyword: 'enum', params: { allowedValues: allowed } }, value)
  const message = `${fieldName(pointer, subject.name)} ${reason}`
  return { pointer, keyword, message, allowed, ...defined({ suggestion: suggestedValue(allowed, value) }) }
}
