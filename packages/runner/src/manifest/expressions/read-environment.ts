import { suggest } from '@shotlist/codegen/suggest'
import type { Member } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import { missingValue } from './problems.ts'
import type { Scope } from './scope.ts'

/** The value of an environment variable, if the manifest lists it. */
export function readEnvironment(member: Member, key: string, scope: Scope): unknown {
  const { start, end } = member
  if (scope.env === undefined || !scope.env.allowed.includes(key))
    throw new ExpressionError(`\`env.${key}\` may not be read`, {
      code: 'unknown-name',
      start,
      end,
      suggestion: suggest(key, scope.env?.allowed ?? []),
      hint: `Expressions read only the variables that the manifest lists: \`env: [${key}]\`.`,
    })
  const value = Object.hasOwn(scope.env.values, key) ? scope.env.values[key] : undefined
  if (value === undefined)
    throw missingValue(member, `the environment variable ${key} is not set`, {
      hint: `Set it, or write \`default(env.${key}, '...')\`.`,
      code: 'env-not-set',
    })
  return value
}
