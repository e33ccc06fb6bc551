import type { Candidates, Expression } from '../contract/index.ts'
import { valueAt } from '../json/pointer.ts'

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

type Message = { readonly headers?: { get(name: string): string | null }; readonly body?: unknown }

const inMessage = (message: Message | undefined, place: string): unknown => {
  if (place.startsWith('body')) return valueAt(message?.body, place.slice('body#'.length))
  if (place.startsWith('header.')) return message?.headers?.get(place.slice('header.'.length)) ?? undefined
  return undefined
}

/** The value of a runtime expression; undefined where there is nothing. */
export const evaluate = (expression: Expression, scope: EvaluationScope): unknown => {
  if (expression === '$statusCode') return scope.status
  if (expression.startsWith('$response.')) return inMessage(scope, expression.slice('$response.'.length))
  const place = expression.slice('$request.'.length)
  const name = place.slice(place.indexOf('.') + 1)
  if (place.startsWith('path.')) return scope.request?.path?.[name]
  if (place.startsWith('query.')) return scope.request?.query?.[name]
  return inMessage(scope.request, place)
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

/** The same as a number, where it is one or reads as one. */
export const firstNumber = (candidates: Candidates | undefined, scope: EvaluationScope): number | undefined => {
  const value = firstOf(candidates, scope)
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}
