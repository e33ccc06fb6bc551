import type { BinaryOperator, Expression } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import type { Token } from './tokenise.ts'

const MAX_DEPTH = 50
/** Most operators of one level in a row: each one nests those before it. */
const MAX_OPERATORS = 500

/** Reads the tokens of one expression. `end` is the place of an error at the end of the expression. */
export function parseExpression(tokens: readonly Token[], end: number): Expression {
  const reader = new Reader(tokens, end)
  const expression = reader.expression(0)
  reader.finish()
  return expression
}

/** The operators from the loosest to the tightest. `!` binds tighter than all of them. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>']]
const OPERATORS = [...LEVELS.flat(), '!']

/** Words that other languages use for operators. */
const OTHER_WORDS: Readonly<Record<string, string>> = { and: '&&', or: '||', is: '==', eq: '==', ne: '!=' }

function isLogical(operator: string): boolean {
  return operator === '&&' || operator === '||'
}

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

/** Reads a list of tokens from front to back. */
class Reader {
  private readonly tokens: readonly Token[]
  private readonly end: number
  private index = 0

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens
    this.end = end
  }

  /** An operation of the given level or of one that binds tighter. */
  expression(depth: number, level = 0): Expression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.negated(depth)
    let left = this.expression(depth, level + 1)
    let before: string | undefined
    let count = 0
    for (let sign = this.takeOperator(operators); sign !== undefined; sign = this.takeOperator(operators)) {
      if (before !== undefined && !isLogical(before)) throw this.chained(before, sign)
      const right = this.expression(depth, level + 1)
      count += 1
      if (count > MAX_OPERATORS) throw tooDeep(right)
      left = { kind: 'binary', operator: sign, left, right, start: left.start, end: right.end }
      before = sign
    }
    return left
  }

  private negated(depth: number): Expression {
    const sign = this.tokens[this.index]
    if (depth > MAX_DEPTH && sign !== undefined) throw tooDeep(sign)
    if (sign === undefined || !this.takeSign('!')) return this.value(depth)
    const operand = this.negated(depth + 1)
    return { kind: 'not', operand, start: sign.start, end: operand.end }
  }

  /** A value with its members. */
  private value(depth: number): Expression {
    let value = this.primary(depth)
    for (;;) {
      if (this.takeSign('.')) value = this.member(value)
      else if (this.takeSign('[')) value = this.indexed(value, depth)
      else return value
    }
  }

  finish(): void {
    const rest = this.tokens[this.index]
    if (rest !== undefined) throw this.unexpected(rest)
  }

  private primary(depth: number): Expression {
    const token = this.tokens[this.index]
    if (token === undefined) throw this.missing('a value')
    if (depth > MAX_DEPTH) throw tooDeep(token)
    this.index += 1
    const { start, end } = token
    if (token.kind === 'text' || token.kind === 'number') return { kind: 'literal', value: token.value, start, end }
    if (token.kind === 'name') return this.named(token.value, { start, end }, depth)
    if (token.value !== '(') throw this.unexpected(token)
    const inner = this.expression(depth + 1)
    this.expectSign(')')
    return inner
  }

  private named(name: string, at: { start: number; end: number }, depth: number): Expression {
    if (this.takeSign('(')) return { kind: 'call', name, args: this.args(depth), start: at.start, end: this.lastEnd() }
    const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
    return word === undefined ? { kind: 'name', name, ...at } : { kind: 'literal', value: word, ...at }
  }

  private args(depth: number): readonly Expression[] {
    const args: Expression[] = []
    if (this.takeSign(')')) return args
    do args.push(this.expression(depth + 1))
    while (this.takeSign(','))
    this.expectSign(')')
    return args
  }

  private member(target: Expression): Expression {
    const token = this.tokens[this.index]
    if (token?.kind !== 'name' && token?.kind !== 'number') throw token === undefined ? this.missing('a name') : this.unexpected(token)
    this.index += 1
    const { start, end } = token
    return { kind: 'member', target, key: { kind: 'literal', value: String(token.value), start, end }, start: target.start, end }
  }

  private indexed(target: Expression, depth: number): Expression {
    const key = this.expression(depth + 1)
    this.expectSign(']')
    return { kind: 'member', target, key, start: target.start, end: this.lastEnd() }
  }

  private takeOperator(operators: readonly BinaryOperator[]): BinaryOperator | undefined {
    return operators.find((operator) => this.takeSign(operator))
  }

  private takeSign(sign: string): boolean {
    const token = this.tokens[this.index]
    if (token?.kind !== 'sign' || token.value !== sign) return false
    this.index += 1
    return true
  }

  private expectSign(sign: string): void {
    if (this.takeSign(sign)) return
    const token = this.tokens[this.index]
    throw token === undefined ? this.missing(`\`${sign}\``) : this.unexpected(token)
  }

  private lastEnd(): number {
    return this.tokens[this.index - 1]?.end ?? this.end
  }

  private missing(what: string): ExpressionError {
    return new ExpressionError(`this expression ends where ${what} is expected`, {
      code: 'expression-syntax',
      start: this.lastEnd(),
      end: this.end + 2,
    })
  }

  private chained(before: string, sign: string): ExpressionError {
    const { start, end } = this.tokens[this.index - 1] ?? { start: this.end, end: this.end }
    return new ExpressionError(`a comparison cannot follow a comparison: \`${before}\` and \`${sign}\``, {
      code: 'expression-syntax',
      start,
      end,
      hint: 'Compare two values at a time: `1 < matrix.n && matrix.n < 5`.',
    })
  }

  private unexpected(token: Token): ExpressionError {
    const { start, end, value } = token
    const meant = token.kind === 'name' && Object.hasOwn(OTHER_WORDS, value) ? OTHER_WORDS[value] : undefined
    return new ExpressionError(`\`${value}\` is not expected here`, {
      code: 'expression-syntax',
      start,
      end,
      hint: meant === undefined ? `Between two values there is an operator: ${OPERATORS.join(' ')}.` : undefined,
      suggestion: meant,
    })
  }
}

function tooDeep({ start, end }: { readonly start: number; readonly end: number }): ExpressionError {
  return new ExpressionError('this expression is nested too deeply', { code: 'expression-syntax', start, end })
}
