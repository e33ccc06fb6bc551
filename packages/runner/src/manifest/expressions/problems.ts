import { suggest } from '@shotlist/codegen/suggest'
import type { Call, Expression, Member, Name } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import { MissingValueError } from './missing-value-error.ts'
import type { Scope } from './scope.ts'

/** What expressions can begin with. */
const contexts = ['vars', 'env', 'matrix', 'row', 'take', 'job', 'jobs'] as const

/** Why a context may be absent, and how a job gets it. */
const howToGet: Readonly<Record<string, string>> = {
  matrix: 'A job has one when it says so: `matrix: { look: [anime, clay] }`.',
  row: 'A job has rows when it says `foreach: products.csv`, say.',
  take: 'A job has takes when it says so: `takes: 2`.',
}

/** A name that stands for nothing here. */
export function unknownName({ name, start, end }: Name, scope: Scope): ExpressionError {
  const facts = { code: 'unknown-name', start, end }
  if (name === 'jobs') return new ExpressionError('write which output of which job: `jobs.<job>.outputs.<name>`', facts)
  if (name === 'env') return new ExpressionError('write which variable: `env.<name>`', facts)
  const home = homeOf(name, scope)
  const isContext = (contexts as readonly string[]).includes(name)
  const suggestion = isContext ? undefined : home === undefined ? suggest(name, contexts) : `${home}.${name}`
  const hint = isContext ? howToGet[name] : home === undefined ? `Names begin with ${contexts.join(', ')}.` : undefined
  return new ExpressionError(`there is no \`${name}\` here`, { ...facts, hint, suggestion })
}

/** The context that has a value of this name. */
function homeOf(name: string, { vars, matrix, row }: Scope): string | undefined {
  if (vars?.has(name)) return 'vars'
  if (matrix !== undefined && Object.hasOwn(matrix, name)) return 'matrix'
  return row !== undefined && Object.hasOwn(row, name) ? 'row' : undefined
}

/** A function that is given too little or too much. */
export function arityError({ name, start, end }: Call, usage: string): ExpressionError {
  return new ExpressionError(`\`${name}\` is given the wrong number of values`, {
    code: 'wrong-type',
    start,
    end,
    hint: `It is used so: \`${usage}\`.`,
  })
}

/** A value of another job where it would have to be known now. */
export function notYetKnown({ start, end }: Expression): ExpressionError {
  return new ExpressionError('an output of another job cannot be worked with here: it is known only when that job is done', {
    code: 'not-yet-known',
    start,
    end,
    hint: 'Use it as the whole value of a field, or within a text.',
  })
}

/** A value that may be absent, and is. */
export function missingValue({ start, end }: Expression, message: string, facts: { hint?: string; code?: string } = {}): MissingValueError {
  return new MissingValueError(message, { code: facts.code ?? 'unknown-name', start, end, hint: facts.hint })
}

/**
 * A name that something does not have.
 *
 * @param options `optional`: some of its kind have it, so `default` may stand in
 */
export function unknownMember(
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
