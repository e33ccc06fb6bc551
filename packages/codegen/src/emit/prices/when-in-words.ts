import type { When } from '@shotlist/core/contract'
import { textOf } from '../../spec/place.ts'

/** A condition on a request's fields as a person would say it: `` `quality` is 1080p and `duration` is 8 ``. */
export function whenInWords(when: When): string {
  return Object.entries(when)
    .map(([field, wanted]) => `\`${field}\` ${wantedInWords(wanted)}`)
    .join(' and ')
}

function wantedInWords(wanted: When[string]): string {
  if (Array.isArray(wanted)) return `is ${orList(wanted.map(textOf))}`
  if (typeof wanted !== 'object' || wanted === null) return wanted === true ? 'is on' : wanted === false ? 'is off' : `is ${textOf(wanted)}`
  if ('present' in wanted) return wanted.present ? 'is given' : 'is not given'
  const { min, max } = wanted as { min?: number; max?: number }
  if (min !== undefined && max !== undefined) return `is ${min} to ${max}`
  return min === undefined ? `is at most ${max}` : `is at least ${min}`
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(items: readonly string[]): string {
  return list(items, 'or')
}

/** `a`, `a and b`, `a, b and c`. */
export function andList(items: readonly string[]): string {
  return list(items, 'and')
}

function list(items: readonly string[], conjunction: string): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}
