import type { IssueList } from '../issue-list.ts'
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts'
import type { CompiledValue } from './compiled-value.ts'
import { noteExpressionError } from './note-expression-error.ts'
import { parseTemplate } from './parse-template.ts'

/** Reads the expressions of a value. Mistakes are noted once, here, and not again for each evaluation. */
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
    // `$output` and its like stand for what is known later, in plans.
    if (key.startsWith('$'))
      issues.add(keyPlace, { code: 'bad-name', message: `\`${key}\` cannot be a key: keys with \`$\` are Shotlist's own` })
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
  noteExpressionError(template.error, { node, index: template.index, issues })
  return { kind: 'broken', node }
}

/** What other tools take for an expression. Rendered as it stands, it would be paid for all the same. */
const LOOKALIKE = /\$\{(?!\{)\s*(?:vars|env|matrix|row|jobs)\b[^}]*\}|(?<!\$)\{\{\s*(?:vars|env|matrix|row|jobs)\b[^}]*\}\}/

function noteLookalike(node: ScalarNode, text: string, issues: IssueList): void {
  const found = LOOKALIKE.exec(text)?.[0]
  if (found === undefined) return
  const hint = `Expressions are written \`\${{ ${found.replaceAll(/^\$?\{+\s*|\s*\}+$/g, '')} }}\`.`
  issues.add(node, { code: 'not-an-expression', message: `\`${found}\` stays as it is written`, hint }, 'warning')
}

function isStatic(value: CompiledValue): value is CompiledValue & { kind: 'static' } {
  return value.kind === 'static'
}
