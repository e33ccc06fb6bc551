import type { OperationTable } from '@shotlist/core/contract'
import { suggest } from '../issues/suggest.ts'
import { joinPointer, splitPointer } from '../spec/json-pointer.ts'
import { isObject, textOf } from '../spec/place.ts'
import type { ValueIssue } from './value-issue.ts'
import { listText, valueName, valueText } from './value-name.ts'

/** Values of open enums that are not among the known ones. */
export function openEnumWarnings(input: unknown, openEnums: OperationTable['openEnums']): ValueIssue[] {
  return Object.entries(openEnums).flatMap(([pattern, known]) =>
    valuesAt(input, splitPointer(pattern))
      .filter(({ value }) => !known.some((one) => textOf(one) === textOf(value)))
      .map(({ pointer, value }) => warning(pointer, value, known)),
  )
}

function warning(pointer: string, value: unknown, known: readonly (string | number)[]): ValueIssue {
  const suggestion = suggest(textOf(value), known.map(textOf))
  const hint = suggestion === undefined ? `known are ${listText(known, 'and')}` : `did you mean ${suggestion}?`
  const message = `${valueName(pointer, 'the request')} ${valueText(value)} is not among the known values: ${hint}`
  const issue: ValueIssue = { pointer, message, keyword: 'open-enum', severity: 'warning', allowed: known }
  return suggestion === undefined ? issue : { ...issue, suggestion }
}

type Found = { pointer: string; value: unknown }

function valuesAt(value: unknown, segments: readonly string[], pointer = ''): Found[] {
  const [segment, ...rest] = segments
  if (segment === undefined) return value === undefined || value === null || typeof value === 'object' ? [] : [{ pointer, value }]
  if (Array.isArray(value)) return segment === '-' ? value.flatMap((item, index) => valuesAt(item, rest, joinPointer(pointer, index))) : []
  return isObject(value) && Object.hasOwn(value, segment) ? valuesAt(value[segment], rest, joinPointer(pointer, segment)) : []
}
