import type { IssueList } from '../issue-list.ts'
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts'
import type { CompiledValue, Expression, Template } from './expression.ts'
import { addExpressionIssue, ExpressionError } from './expression-error.ts'
import { type Token, tokenise } from './tokenise.ts'

/** Reads the expressions of a value. Reports mistakes once, not again for each evaluation. */
export function compileValue(node: Node, issues: IssueList): CompiledValue {
  if (node.kind === 'scalar') return compileScalar(node, issues)
  if (node.kind === 'list') {
    const items = node.items.map((item) => compileValue(item, issues))
    return items.every(isStatic) ? { kind: 'static', node, value: items.map(({ value }) => value) } : { kind: 'list', node, items }
  }
  return compileMap(node, issues)
}

function compileMap(node: MapNode, issues: IssueList): CompiledValue {
  const entries: (readonly [string, CompiledValue])[] = []
  for (const { key, keyPlace, value } of node.entries.values()) {
    // In plans, keys such as `$output` mark values that are known later.
    if (key.startsWith('$'))
      issues.add(keyPlace, { code: 'bad-name', message: `\`${key}\` cannot be a key: Shotlist reserves keys that begin with \`$\`` })
    else entries.push([key, compileValue(value, issues)])
  }
  const values = entries.map(([, value]) => value)
  if (!values.every(isStatic)) return { kind: 'map', node, entries }
  return { kind: 'static', node, value: Object.fromEntries(entries.map(([key], index) => [key, values[index]?.value])) }
}

function compileScalar(node: ScalarNode, issues: IssueList): CompiledValue {
  if (typeof node.value !== 'string') return { kind: 'static', node, value: node.value }
  const template = parseTemplate(node.value)
  if (template === undefined) {
    noteLookalike(node, node.value, issues)
    return { kind: 'static', node, value: node.value }
  }
  if (!('error' in template)) return { kind: 'template', node, template }
  addExpressionIssue(template.error, { node, index: template.index, issues })
  return { kind: 'broken', node }
}

/** Expressions of other tools. Shotlist would send them unchanged, in a request that costs money. */
const LOOKALIKE = /\$\{(?!\{)\s*(?:vars|env|matrix|row|jobs)\b[^}]*\}|(?<!\$)\{\{\s*(?:vars|env|matrix|row|jobs)\b[^}]*\}\}/

function noteLookalike(node: ScalarNode, text: string, issues: IssueList): void {
  const found = LOOKALIKE.exec(text)?.[0]
  if (found === undefined) return
  const hint = `Write an expression as \`\${{ ${found.replaceAll(/^\$?\{+\s*|\s*\}+$/g, '')} }}\`.`
  issues.add(node, { code: 'not-an-expression', message: `\`${found}\` is not an expression, and stays as it is`, hint }, 'warning')
}

function isStatic(value: CompiledValue): value is CompiledValue & { kind: 'static' } {
  return value.kind === 'static'
}

/** An error, and the index of its expression in the text, from 0. */
type TemplateError = { readonly index: number; readonly error: ExpressionError }

/** Returns `undefined` if the text has no expressions. An error is returned with the index of its expression. */
export function parseTemplate(text: string): Template | TemplateError | undefined {
  if (!text.includes('${{')) return undefined
  const parts: (string | Expression)[] = []
  let at = 0
  for (let index = 0; ; index += 1) {
    const open = text.indexOf('${{', at)
    if (open === -1) break
    if (open > at) parts.push(text.slice(at, open))
    try {
      const { tokens, next } = tokenise(text, open)
      parts.push(parseExpression(tokens, next - open - 2))
      at = next
    } catch (error) {
      if (error instanceof ExpressionError) return { index, error }
      throw error
    }
  }
  if (at < text.length) parts.push(text.slice(at))
  return { parts, whole: parts.length === 1 }
}

const MAX_DEPTH = 50

/** Reads the tokens of one expression. `end` is the place of an error at the end of the expression. */
function parseExpression(tokens: readonly Token[], end: number): Expression {
  const reader = new Reader(tokens, end)
  const expression = reader.expression(0)
  reader.finish()
  return expression
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
    if (depth > MAX_DEPTH) throw new ExpressionError('this expression is nested too deeply', { code: 'expression-syntax', ...token })
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

  private unexpected(token: Token): ExpressionError {
    const { start, end } = token
    return new ExpressionError(`\`${token.value}\` is not expected here`, {
      code: 'expression-syntax',
      start,
      end,
      hint: 'There are no operators: an expression is a name, a function call, a number or a text in quotes.',
    })
  }
}
