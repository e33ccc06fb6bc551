import type { Expression } from './expression.ts'
import { ExpressionError } from './expression-error.ts'
import type { Token } from './tokenise.ts'

const maxDepth = 50

/** Reads the tokens of one expression: `end` is where they end, for an error at the end. */
export function parseExpression(tokens: readonly Token[], end: number): Expression {
  const reader = new Reader(tokens, end)
  const expression = reader.expression(0)
  reader.finish()
  return expression
}

const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

/** Reads a list of tokens from front to back. */
class Reader {
  private readonly tokens: readonly Token[]
  private readonly end: number
  private index = 0

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens
    this.end = end
  }

  expression(depth: number): Expression {
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
    if (depth > maxDepth) throw new ExpressionError('this expression is nested too deeply', { code: 'expression-syntax', ...token })
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
    const word = Object.hasOwn(words, name) ? words[name] : undefined
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
    return new ExpressionError(`this expression ends where ${what} should follow`, {
      code: 'expression-syntax',
      start: this.lastEnd(),
      end: this.end + 2,
    })
  }

  private unexpected(token: Token): ExpressionError {
    const { start, end } = token
    return new ExpressionError(`\`${token.value}\` cannot stand here`, {
      code: 'expression-syntax',
      start,
      end,
      hint: 'There are no operators: an expression is a name, a function call, a number or a text in quotes.',
    })
  }
}
