import { suggest } from '@shotlist/codegen/suggest'
import { type Call, type Expression, isOutputReference, type Member, type Name, type Scope } from './expression.ts'
import { ArgumentError, ExpressionError, MissingValueError } from './expression-error.ts'
import { DEFAULT_USAGE, FILE, functions, OPTIONAL } from './functions.ts'
import { evaluateBinary, evaluateNot } from './operators.ts'

/**
 * The value of an expression. An output of another job is an `OutputReference`.
 *
 * @throws {ExpressionError} for unknown names and functions, and for values that a function does not accept
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
    case 'not':
      return evaluateNot(expression, (operand) => evaluate(operand, scope))
    case 'binary':
      return evaluateBinary(expression, (operand) => evaluate(operand, scope))
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
  if (isOutputReference(value)) throw notYetKnown(member)
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
  const [job, outputs, name, item, ...rest] = keys.map((key) => String(evaluate(key, scope)))
  if (scope.jobs === undefined) throw new ExpressionError('this value cannot use other jobs', { code: 'unknown-name', start, end })
  if (outputs === 'matrix' || outputs === 'takes')
    throw new ExpressionError(`\`jobs.${job}.${outputs}\` can only be the whole value of a job's \`${outputs}\``, {
      code: 'unknown-name',
      start,
      end,
    })
  if (job === undefined || outputs !== 'outputs' || name === undefined || rest.length > 0)
    throw new ExpressionError('name the job and its output: `jobs.<job>.outputs.<name>`', {
      code: 'unknown-name',
      start,
      end,
      suggestion: outputs === undefined ? undefined : `jobs.${job}.outputs.${name ?? outputs}`,
    })
  const found = scope.jobs.resolveReference(job, name, item)
  if (isOutputReference(found)) return found
  throw new ExpressionError(found.problem, { code: found.code, start, end, hint: found.hint, suggestion: found.suggestion })
}

function evaluateCall(call: Call, scope: Scope): unknown {
  const { name, args, start, end } = call
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined
  const known = [...Object.keys(functions), 'default', OPTIONAL, FILE]
  if (name === FILE) return evaluateFile(call, scope)
  if (name === OPTIONAL) throw misplacedOptional(call)
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
  const reference = values.findIndex((value) => isOutputReference(value))
  if (reference !== -1) throw notYetKnown(args[reference] ?? call)
  try {
    return fn.apply(values)
  } catch (error) {
    if (error instanceof ArgumentError)
      throw new ExpressionError(error.message, { code: 'wrong-type', start, end, hint: `Write it as \`${fn.usage}\`.` })
    throw error
  }
}

/** The first argument that is present and not empty. An optional value that is absent is not an error here; an unknown name is. */
function evaluateDefault(call: Call, scope: Scope): unknown {
  if (call.args.length < 2) throw arityError(call, DEFAULT_USAGE)
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

/** The text of a file in the project. */
function evaluateFile(call: Call, scope: Scope): unknown {
  const { start, end } = call
  const [arg, ...others] = call.args
  if (arg === undefined || others.length > 0) throw arityError(call, "file('prompts/hero.md')")
  const path = evaluate(arg, scope)
  if (isOutputReference(path)) throw notYetKnown(arg)
  if (typeof path !== 'string')
    throw new ExpressionError('`file` needs the path of a text', {
      code: 'wrong-type',
      start,
      end,
      hint: "Write it as `file('prompts/hero.md')`.",
    })
  const read = scope.readText?.(path)
  if (read === undefined) throw new ExpressionError('this value cannot read a file', { code: 'unknown-name', start, end })
  if ('text' in read) return read.text
  const { code, message, hint, suggestion } = read
  throw new ExpressionError(message, { code, start: arg.start, end: arg.end, hint, suggestion })
}

/** Stands for a value that is left out of a request. */
export const LEFT_OUT = Symbol('left out')

/** The value of `optional(x)`, which leaves its field out where `x` is missing, null or empty. */
export function evaluateOptional(call: Call, scope: Scope): unknown {
  const [arg, ...others] = call.args
  if (arg === undefined || others.length > 0) throw arityError(call, 'optional(row.seed)')
  if (scope.isRequest !== true) throw misplacedOptional(call)
  try {
    const value = evaluate(arg, scope)
    if (isOutputReference(value)) throw notYetKnown(arg)
    return value === null || value === undefined || value === '' ? LEFT_OUT : value
  } catch (error) {
    if (error instanceof MissingValueError) return LEFT_OUT
    throw error
  }
}

function misplacedOptional({ start, end }: Call): ExpressionError {
  return new ExpressionError('`optional` leaves out a field of a request, so it must be the whole value of one', {
    code: 'misplaced-optional',
    start,
    end,
    hint: "Write `seed: ${{ optional(row.seed) }}` in `with`, and `default(row.seed, '...')` elsewhere.",
  })
}

/** The value of an environment variable, if the manifest lists it. */
function readEnvironment(member: Member, key: string, scope: Scope): unknown {
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

/** The names that expressions can begin with. */
const CONTEXTS = ['vars', 'env', 'matrix', 'row', 'take', 'job', 'jobs'] as const

/** How a job gets a context that is absent. */
const HOW_TO_GET: Readonly<Record<string, string>> = {
  matrix: 'A job with `matrix: { look: [anime, clay] }` has one.',
  row: 'A job with `foreach: products.csv` has rows.',
  take: 'A job with `takes: 2` has takes.',
}

/** An unknown name. */
function unknownName({ name, start, end }: Name, scope: Scope): ExpressionError {
  const facts = { code: 'unknown-name', start, end }
  if (name === 'jobs') return new ExpressionError('name the job and its output: `jobs.<job>.outputs.<name>`', facts)
  if (name === 'env') return new ExpressionError('name the variable: `env.<name>`', facts)
  const home = homeOf(name, scope)
  const isContext = (CONTEXTS as readonly string[]).includes(name)
  const suggestion = isContext ? undefined : home === undefined ? suggest(name, CONTEXTS) : `${home}.${name}`
  const hint = isContext ? HOW_TO_GET[name] : home === undefined ? `Names begin with ${CONTEXTS.join(', ')}.` : undefined
  return new ExpressionError(`there is no \`${name}\` here`, { ...facts, hint, suggestion })
}

/** The context that has a value of this name. */
function homeOf(name: string, { vars, matrix, row }: Scope): string | undefined {
  if (vars?.has(name)) return 'vars'
  if (matrix !== undefined && Object.hasOwn(matrix, name)) return 'matrix'
  return row !== undefined && Object.hasOwn(row, name) ? 'row' : undefined
}

/** A function with too few or too many arguments. */
function arityError({ name, start, end }: Call, usage: string): ExpressionError {
  return new ExpressionError(`\`${name}\` has the wrong number of arguments`, {
    code: 'wrong-type',
    start,
    end,
    hint: `Write it as \`${usage}\`.`,
  })
}

/** An output of another job in a place that needs the value now. */
function notYetKnown({ start, end }: Expression): ExpressionError {
  return new ExpressionError('an output of another job cannot be used here: it is known only when that job is done', {
    code: 'not-yet-known',
    start,
    end,
    hint: 'Use it as the whole value of a field, or directly in a text.',
  })
}

/** An optional value that is absent. */
function missingValue({ start, end }: Expression, message: string, facts: { hint?: string; code?: string } = {}): MissingValueError {
  return new MissingValueError(message, { code: facts.code ?? 'unknown-name', start, end, hint: facts.hint })
}

/**
 * A name that a value does not have.
 *
 * @param options `optional`: other values of the kind have it, so `default` may replace it
 */
function unknownMember(
  member: Member,
  key: string,
  { of, known, optional = false }: { of: string; known: Iterable<string>; optional?: boolean },
): ExpressionError {
  const names = [...known]
  const { start, end } = member.key
  const suggestion = suggest(key, names)
  const facts = {
    code: 'unknown-name',
    start,
    end,
    suggestion,
    hint:
      names.length === 0 || suggestion !== undefined
        ? undefined
        : `There ${names.length === 1 ? 'is' : 'are'}: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`,
  }
  const message = `\`${of}\` has no \`${key}\``
  return optional ? new MissingValueError(message, facts) : new ExpressionError(message, facts)
}
