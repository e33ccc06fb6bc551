import type { OutputRule } from '../contract/index.ts'
import { type EvaluationScope, firstId, firstNumber, firstText } from './evaluate.ts'

/** The named outputs that are there. Ids are text, so that they stay exact. */
export const readOutputs = (rules: Readonly<Record<string, OutputRule>>, scope: EvaluationScope): Record<string, string | number> => {
  const outputs: Record<string, string | number> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const read = rule.type === 'number' ? firstNumber : rule.type === 'id' ? firstId : firstText
    const value = read(rule.from, scope)
    if (value !== undefined) outputs[name] = value
  }
  return outputs
}

/** The first of the outputs that must be there and is not. */
export const missingOutput = (
  rules: Readonly<Record<string, OutputRule>>,
  outputs: Readonly<Record<string, unknown>>,
): string | undefined => Object.keys(rules).find((name) => rules[name]?.required === true && outputs[name] === undefined)
