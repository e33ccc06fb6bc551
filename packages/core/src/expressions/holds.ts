import type { Condition, Scalar } from '../contract/index.ts'
import { type EvaluationScope, firstOf } from './evaluate.ts'

/** Nothing equals `null` and `""`, and a number equals its decimal text, because resellers differ on quoting. */
const equal = (value: unknown, expected: Scalar): boolean => {
  if (value === undefined) return expected === null || expected === ''
  if (typeof value === 'string' && typeof expected === 'number') return value === String(expected)
  if (typeof value === 'number' && typeof expected === 'string') return String(value) === expected
  return value === expected
}

/** Whether a condition of the document holds. */
export const holds = (condition: Condition, scope: EvaluationScope): boolean => {
  const value = firstOf(condition.at, scope)
  if ('present' in condition) return (value !== undefined) === condition.present
  return 'in' in condition ? condition.in.some((expected) => equal(value, expected)) : equal(value, condition.equals)
}
