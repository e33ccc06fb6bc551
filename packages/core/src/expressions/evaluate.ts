import type { Candidates, Expression } from '../contract/index.ts'
import { valueAt } from '../json/pointer.ts'
import { partsOf } from './parts-of.ts'

/** What expressions look at: an answer, a request, or both. Header names are in lower case, or looked up regardless of case by `get`. */
export type EvaluationScope = {
  readonly status?: number
  readonly headers?: { get(name: string): string | null }
  readonly body?: unknown
  readonly request?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly headers?: { get(name: string): string | null }
    readonly body?: unknown
  }
}

/** The value of a runtime expression; undefined where there is nothing. */
export const evaluate = (expression: Expression, scope: EvaluationScope): unknown => {
  if (expression === '$statusCode') return scope.status
  const [side, place, at = ''] = partsOf(expression)
  const message = side === 'request' ? scope.request : scope
  if (place === 'body') return valueAt(message?.body, at)
  if (place === 'header') return message?.headers?.get(at) ?? undefined
  return scope.request?.[place as 'path' | 'query']?.[at]
}

/** The value of the first candidate that has one: neither absent, nor `null`, nor `""`. */
export const firstOf = (candidates: Candidates | undefined, scope: EvaluationScope): unknown => {
  for (const expression of candidates ?? []) {
    const value = evaluate(expression, scope)
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}

/** The same as text; structured values become JSON. */
export const firstText = (candidates: Candidates | undefined, scope: EvaluationScope): string | undefined => {
  const value = firstOf(candidates, scope)
  return value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The same as an id: a text or a whole number. No provider's id comes near the longest. */
export const firstId = (candidates: Candidates | undefined, scope: EvaluationScope): string | undefined => {
  const value = firstOf(candidates, scope)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && value.length <= longestId ? value : undefined
}
const longestId = 1000

/** The same as a number, where it is one or reads as one. */
export const firstNumber = (candidates: Candidates | undefined, scope: EvaluationScope): number | undefined => {
  const value = firstOf(candidates, scope)
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}
