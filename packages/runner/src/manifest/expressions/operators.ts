import { type Binary, type Expression, isOutputReference, type Not } from './expression.ts'
import { ExpressionError } from './expression-error.ts'

type Evaluate = (expression: Expression) => unknown

/** The value of `!x`. */
export function evaluateNot({ operand }: Not, evaluate: Evaluate): boolean {
  return !condition(evaluate(operand), operand)
}

/**
 * The value of an operation, always true or false. The right side of `&&` and `||` is evaluated only if the left one does not decide.
 *
 * @throws {ExpressionError} for values of types that cannot be compared
 */
export function evaluateBinary(binary: Binary, evaluate: Evaluate): boolean {
  const { operator, left, right } = binary
  if (operator === '&&') return condition(evaluate(left), left) && condition(evaluate(right), right)
  if (operator === '||') return condition(evaluate(left), left) || condition(evaluate(right), right)
  const [a, b] = [known(evaluate(left), left), known(evaluate(right), right)]
  if (operator === '==') return isEqual(a, b, binary)
  if (operator === '!=') return !isEqual(a, b, binary)
  return isOrdered(a, b, binary)
}

/** A value that must be true or false. No other value counts as one of them: the text `false` in a table would count as true. */
export function condition(value: unknown, at: Expression): boolean {
  const plain = known(value, at)
  if (typeof plain === 'boolean') return plain
  const compare = plain === null ? '!= null' : plain === 'true' || plain === 'false' ? `== '${plain}'` : isNumber(plain) ? '!= 0' : "!= ''"
  throw new ExpressionError(`a condition is true or false, and this is ${describe(plain)}`, {
    code: 'wrong-type',
    start: at.start,
    end: at.end,
    hint: `Compare it, for example with \`${compare}\`.`,
  })
}

function isEqual(a: unknown, b: unknown, at: Binary): boolean {
  if (a === null || b === null) return a === b
  if (typeof a === 'object' || typeof b === 'object') throw mixed(a, b, at)
  const [one, other] = asNumbers(a, b) ?? [a, b]
  if (kindOf(one) !== kindOf(other)) throw mixed(a, b, at)
  // oxlint-disable-next-line eqeqeq -- a bigint may equal a number
  return one == other
}

function isOrdered(a: unknown, b: unknown, at: Binary): boolean {
  const numbers = asNumbers(a, b) ?? (isDigits(a) && isDigits(b) ? [Number(a), Number(b)] : undefined)
  if (numbers === undefined && (typeof a !== 'string' || typeof b !== 'string' || isDigits(a) || isDigits(b))) throw mixed(a, b, at)
  const [one, other] = (numbers ?? [a, b]) as [number, number]
  if (at.operator === '<') return one < other
  if (at.operator === '>') return one > other
  return at.operator === '<=' ? one <= other : one >= other
}

/** Two numbers, or a number and a text that is written as one: tables hold only texts. */
function asNumbers(a: unknown, b: unknown): readonly [number | bigint, number | bigint] | undefined {
  const one = isNumber(a) ? a : isNumber(b) && isDigits(a) ? Number(a) : undefined
  const other = isNumber(b) ? b : isNumber(a) && isDigits(b) ? Number(b) : undefined
  return one === undefined || other === undefined ? undefined : [one, other]
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
}

function kindOf(value: unknown): string {
  return isNumber(value) ? 'number' : typeof value
}

/** Values of types that cannot be compared. */
function mixed(a: unknown, b: unknown, { operator, start, end }: Binary): ExpressionError {
  const isEmpty = a === '' || b === ''
  return new ExpressionError(`\`${operator}\` cannot compare ${describe(a)} with ${describe(b)}`, {
    code: 'wrong-type',
    start,
    end,
    hint: isEmpty
      ? "Ask first whether there is a value: `row.price != '' && row.price > 5`."
      : 'Both sides must be numbers, or both texts; a text that is written as a number may be compared with a number.',
  })
}

function known(value: unknown, { start, end }: Expression): unknown {
  if (!isOutputReference(value)) return value ?? null
  throw new ExpressionError('an output of another job cannot be compared: it is known only when that job is done', {
    code: 'not-yet-known',
    start,
    end,
    hint: 'Compare what is known when planning: `vars`, `env`, `matrix` and `row`.',
  })
}

/** A value in the words of messages. */
function describe(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`
  return isNumber(value) ? `the number ${value}` : String(value)
}
