import type { Candidates, Condition, Expression, OutputRule, Scalar } from '../contract/index.ts'
import { valueAt } from '../json/pointer.ts'
import type { OutputValue } from '../tasks/task.ts'
import type { readItems } from './read-items.ts'

/** What expressions read: a response, a request, or both. `get` ignores the case of header names. */
export type EvaluationScope = {
  readonly status?: number
  readonly headers?: { get(name: string): string | null }
  readonly body?: unknown
  /** Of a response that is a file: where it can be read again. */
  readonly address?: string
  readonly request?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly headers?: { get(name: string): string | null }
    readonly body?: unknown
  }
}

/** The value of a runtime expression; undefined if it names nothing. */
export function evaluate(expression: Expression, scope: EvaluationScope): unknown {
  if (expression === '$statusCode') return scope.status
  if (!expression.startsWith('$')) return embedded(expression, scope)
  const [side, place, at = ''] = partsOf(expression)
  const message = side === 'request' ? scope.request : scope
  if (place === 'body') return valueAt(message?.body, at)
  if (place === 'header') return message?.headers?.get(at) ?? undefined
  return scope.request?.[place as 'path' | 'query']?.[at]
}

/** An address with the values of its embedded expressions, encoded. Undefined if a value is absent or would lead to another folder. */
function embedded(address: string, scope: EvaluationScope): string | undefined {
  let isWhole = true
  const text = address.replaceAll(/\{([^}]*)\}/g, (_, expression: string) => {
    const value = evaluate(expression, scope) ?? ''
    isWhole &&= (typeof value === 'string' || typeof value === 'number') && !/^\.{0,2}$/.test(String(value))
    return encodeURIComponent(String(value))
  })
  return isWhole ? text : undefined
}

/** The first candidate's value that is neither absent, `null` nor `""`. */
export function firstOf(candidates: Candidates | undefined, scope: EvaluationScope): unknown {
  for (const expression of candidates ?? []) {
    const value = evaluate(expression, scope)
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}

/** `firstOf` as text; objects and arrays become JSON. */
export function firstText(candidates: Candidates | undefined, scope: EvaluationScope): string | undefined {
  const value = firstOf(candidates, scope)
  return value === undefined ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `firstOf` as an id: text of at most `MAX_ID_LENGTH` characters, or a whole number. */
export function firstId(candidates: Candidates | undefined, scope: EvaluationScope): string | undefined {
  const value = firstOf(candidates, scope)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH ? value : undefined
}
const MAX_ID_LENGTH = 1000

/** `firstOf` as a number; undefined if it is neither a number nor the text of one. */
export function firstNumber(candidates: Candidates | undefined, scope: EvaluationScope): number | undefined {
  const value = firstOf(candidates, scope)
  if (typeof value !== 'number' && typeof value !== 'string') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The parts of an expression: `$request.path.id` is `['request', 'path', 'id']`, `$response.body#/a` is `['response', 'body', '/a']`. */
export function partsOf(expression: Expression): readonly string[] {
  return /^\$(\w+)\.(\w+)[.#]?(.*)$/s.exec(expression)?.slice(1) ?? []
}

/** Absent equals `null` and `""`, and a number equals its decimal text, because resellers differ in quoting. */
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
  if ('endsWith' in condition) return condition.endsWith.some((end) => String(value).split('?')[0]?.endsWith(end))
  return 'in' in condition ? condition.in.some((expected) => equal(value, expected)) : equal(value, condition.equals)
}

const FILE_TYPES: ReadonlySet<OutputRule['type']> = new Set(['video', 'image', 'audio'])

/** How outputs are read. `items` reads those that are lists: `ProviderBase.items`. */
export type ReadingOptions = {
  readonly baseUrl: string
  readonly response?: OutputRule['in']
  readonly items?: typeof readItems | undefined
}

/**
 * Reads the named outputs that a response holds: that of a read, or of a task's result. Absent ones are left out. Ids become text, so that they stay exact. An address of a file that begins with `/` is below
 * `baseUrl`.
 */
export function readOutputs(
  rules: Readonly<Record<string, OutputRule>>,
  scope: EvaluationScope,
  { baseUrl, response, items }: ReadingOptions,
): Record<string, OutputValue> {
  const outputs: Record<string, OutputValue> = {}
  for (const [name, { type, from, body, list, in: holder }] of Object.entries(rules)) {
    if (holder !== response) continue
    const read = type === 'number' ? firstNumber : type === 'id' ? firstId : firstText
    const valueOf = (candidates: Candidates): string | number | undefined => {
      const value = body ? scope.address : read(candidates, scope)
      return FILE_TYPES.has(type) && String(value).startsWith('/') ? `${baseUrl}${value}` : value
    }
    const found = list && items ? items(from, valueOf, scope) : valueOf(from)
    if (found !== undefined) outputs[name] = found
  }
  return outputs
}

/** The name of the first required output that is absent. */
export function missingOutput(rules: Readonly<Record<string, OutputRule>>, outputs: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(rules).find((name) => rules[name]?.required === true && outputs[name] === undefined)
}
