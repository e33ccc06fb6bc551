import type { Candidates, Condition, Expression, OutputRule, Scalar } from '../contract/index.ts'
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

/** The value of a runtime expression; undefined where there is nothing. */
export function evaluate(expression: Expression, scope: EvaluationScope): unknown {
  if (expression === '$statusCode') return scope.status
  const [side, place, at = ''] = partsOf(expression)
  const message = side === 'request' ? scope.request : scope
  if (place === 'body') return valueAt(message?.body, at)
  if (place === 'header') return message?.headers?.get(at) ?? undefined
  return scope.request?.[place as 'path' | 'query']?.[at]
}

/** The value of the first candidate that has one: neither absent, nor `null`, nor `""`. */
export function firstOf(candidates: Candidates | undefined, scope: EvaluationScope): unknown {
  for (const expression of candidates ?? []) {
    const value = evaluate(expression, scope)
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}

/** The same as text; structured values become JSON. */
export function firstText(candidates: Candidates | undefined, scope: EvaluationScope): string | undefined {
  const value = firstOf(candidates, scope)
  return value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The same as an id: a text or a whole number. No provider's id comes near the longest. */
export function firstId(candidates: Candidates | undefined, scope: EvaluationScope): string | undefined {
  const value = firstOf(candidates, scope)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && value.length <= LONGEST_ID ? value : undefined
}
const LONGEST_ID = 1000

/** The same as a number, where it is one or reads as one. */
export function firstNumber(candidates: Candidates | undefined, scope: EvaluationScope): number | undefined {
  const value = firstOf(candidates, scope)
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** An expression taken apart: `$request.path.id` is `['request', 'path', 'id']`, `$response.body#/a` is `['response', 'body', '/a']`. */
export function partsOf(expression: Expression): readonly string[] {
  return /^\$(\w+)\.(\w+)[.#]?(.*)$/s.exec(expression)?.slice(1) ?? []
}

/** Nothing equals `null` and `""`, and a number equals its decimal text, because resellers differ on quoting. */
function equal(value: unknown, expected: Scalar): boolean {
  if (value === undefined) return expected === null || expected === ''
  if (typeof value === 'string' && typeof expected === 'number') return value === String(expected)
  if (typeof value === 'number' && typeof expected === 'string') return String(value) === expected
  return value === expected
}

/** Whether a condition of the document holds. */
export function holds(condition: Condition, scope: EvaluationScope): boolean {
  const value = firstOf(condition.at, scope)
  if ('present' in condition) return (value !== undefined) === condition.present
  return 'in' in condition ? condition.in.some((expected) => equal(value, expected)) : equal(value, condition.equals)
}

/** The named outputs that are there. Ids are text, so that they stay exact. */
export function readOutputs(rules: Readonly<Record<string, OutputRule>>, scope: EvaluationScope): Record<string, string | number> {
  const outputs: Record<string, string | number> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const read = rule.type === 'number' ? firstNumber : rule.type === 'id' ? firstId : firstText
    const value = read(rule.from, scope)
    if (value !== undefined) outputs[name] = value
  }
  return outputs
}

/** The first of the outputs that must be there and is not. */
export function missingOutput(rules: Readonly<Record<string, OutputRule>>, outputs: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(rules).find((name) => rules[name]?.required === true && outputs[name] === undefined)
}
