import { suggest } from '@shotlist/codegen/suggest'
import { ArgumentError } from './argument-error.ts'
import { isDeferred } from './deferred.ts'
import type { Call, Expression, Member, Name } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import { defaultUsage, functions } from './functions.ts'
import { MissingValueError } from './missing-value-error.ts'
import { arityError, missingValue, notYetKnown, unknownMember, unknownName } from './problems.ts'
import { readEnvironment } from './read-environment.ts'
import type { Scope } from './scope.ts'

/**
 * The value of an expression. An output of another job is a `Deferred`.
 *
 * @throws {ExpressionError} for unknown names and functions, and for values a function cannot take
 */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'name':
      return evaluateName(expression, scope)
    case 'member':
      return evaluateMember(expression, scope)
    case 'call':
      return expression.name === 'default' ? evaluateDefault(expression, scope) : evaluateCall(expression, scope)
  }
}

function evaluateName(name: Name, scope: Scope): unknown {
  if (name.name === 'take' && scope.take !== undefined) return scope.take
  if (name.name === 'job' && scope.job !== undefined) return scope.job
  if (name.name === 'matrix' && scope.matrix !== undefined) return scope.matrix
  if (name.name === 'row' && scope.row !== undefined) return scope.row
  if (name.name === 'vars' && scope.vars !== undefined) return Object.fromEntries(scope.vars)
  throw unknownName(name, scope)
}

function evaluateMember(member: Member, scope: Scope): unknown {
  const { target } = member
  const path = jobPath(member)
  if (path !== undefined) return evaluateJobPath(member, path, scope)
  const key = String(evaluate(member.key, scope))
  if (target.kind === 'name' && target.name === 'env') return readEnvironment(member, key, scope)
  if (target.kind === 'name' && target.name === 'job' && scope.job !== undefined) {
    if (key === 'id') return scope.job
    throw unknownMember(member, key, { of: 'job', known: ['id'] })
  }
  if (target.kind === 'name' && target.name === 'vars' && scope.vars !== undefined) {
    if (scope.vars.has(key)) return scope.vars.get(key)
    throw unknownMember(member, key, { of: 'vars', known: scope.vars.keys() })
  }
  return property(member, evaluate(target, scope), key)
}

function property(member: Member, value: unknown, key: string): unknown {
  if (isDeferred(value)) throw notYetKnown(member)
  const { target } = member
  const of = target.kind === 'name' ? target.name : 'this value'
  if (Array.isArray(value)) {
    if (/^\d+$/.test(key) && Number(key) < value.length) return value[Number(key)]
    throw missingValue(member, `there is no item \`${key}\`: the list has ${value.length}, counted from 0`)
  }
  if (typeof value !== 'object' || value === null) throw unknownMember(member, key, { of, known: [] })
  if (Object.hasOwn(value, key)) return (value as Record<string, unknown>)[key]
  throw unknownMember(member, key, { of, known: Object.keys(value), optional: of === 'row' || of === 'matrix' })
}

/** `jobs`, `<id>`, `outputs`, `<name>` of a member chain that begins with `jobs`, as far as it goes. */
function jobPath(member: Member): readonly Expression[] | undefined {
  const keys: Expression[] = []
  let at: Expression = member
  while (at.kind === 'member') {
    keys.unshift(at.key)
    at = at.target
  }
  return at.kind === 'name' && at.name === 'jobs' ? keys : undefined
}

function evaluateJobPath(member: Member, keys: readonly Expression[], scope: Scope): unknown {
  const { start, end } = member
  const [job, outputs, name, ...rest] = keys.map((key) => String(evaluate(key, scope)))
  if (scope.jobs === undefined) throw new ExpressionError('other jobs are not known here', { code: 'unknown-name', start, end })
  if (outputs === 'matrix' || outputs === 'takes')
    throw new ExpressionError(`\`jobs.${job}.${outputs}\` can only be the whole value of a job's \`${outputs}\``, {
      code: 'unknown-name',
      start,
      end,
    })
  if (job === undefined || outputs !== 'outputs' || name === undefined || rest.length > 0)
    throw new ExpressionError('write which output of which job: `jobs.<job>.outputs.<name>`', {
      code: 'unknown-name',
      start,
      end,
      suggestion: outputs === undefined ? undefined : `jobs.${job}.outputs.${name ?? outputs}`,
    })
  const output = scope.jobs.output(job, name)
  if (isDeferred(output)) return output
  throw new ExpressionError(output.problem, { code: output.code, start, end, hint: output.hint, suggestion: output.suggestion })
}

function evaluateCall(call: Call, scope: Scope): unknown {
  const { name, args, start, end } = call
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined
  const known = [...Object.keys(functions), 'default']
  if (fn === undefined)
    throw new ExpressionError(`there is no function \`${name}\``, {
      code: 'unknown-name',
      start,
      end: start + name.length,
      suggestion: suggest(name, known),
      hint: `Functions are ${known.join(', ')}.`,
    })
  if (args.length < fn.min || args.length > fn.max) throw arityError(call, fn.usage)
  const values = args.map((arg) => evaluate(arg, scope))
  const deferred = values.findIndex((value) => isDeferred(value))
  if (deferred !== -1) throw notYetKnown(args[deferred] ?? call)
  try {
    return fn.apply(values)
  } catch (error) {
    if (error instanceof ArgumentError)
      throw new ExpressionError(error.message, { code: 'wrong-type', start, end, hint: `It is used so: \`${fn.usage}\`.` })
    throw error
  }
}

/** The first argument that is there and not empty. An optional value that is absent is no error here; an unknown name still is. */
function evaluateDefault(call: Call, scope: Scope): unknown {
  if (call.args.length < 2) throw arityError(call, defaultUsage)
  let value: unknown = null
  for (const arg of call.args) {
    try {
      value = evaluate(arg, scope)
    } catch (error) {
      if (!(error instanceof MissingValueError)) throw error
      value = null
    }
    if (value !== null && value !== undefined && value !== '') return value
  }
  return value
}
