import type { IssueList } from '../issue-list.ts'
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts'
import type { CompiledValue, Expression, Template } from './expression.ts'
import { addExpressionIssue, ExpressionError } from './expression-error.ts'
import { parseExpression } from './parse-expression.ts'
import { tokenise } from './tokenise.ts'

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
