import type { Candidates, Expression } from '../contract/index.ts'
import { type EvaluationScope, evaluate } from './evaluate.ts'

/** The values of the first candidate that has any, one for each item of its list; items without a value are left out. */
export function readItems<T>(
  from: Candidates,
  valueOf: (candidates: Candidates) => T | undefined,
  scope: EvaluationScope,
): readonly T[] | undefined {
  const lists = from.map((expression) =>
    expressionsForItems(expression, scope)
      .map((one) => valueOf([one]))
      .filter((value) => value !== undefined),
  )
  return lists.find((values) => values.length > 0)
}

/** The expressions for the single items, in place of one with `-` for every item of a list. */
function expressionsForItems(expression: Expression, scope: EvaluationScope): readonly Expression[] {
  const at = expression.search(/\/-(?=[/}]|$)/)
  if (at < 0) return [expression]
  const list = evaluate(expression.slice(expression.lastIndexOf('$', at), at), scope)
  const after = expression.slice(at + '/-'.length)
  return Array.isArray(list) ? list.flatMap((_, index) => expressionsForItems(`${expression.slice(0, at)}/${index}${after}`, scope)) : []
}
