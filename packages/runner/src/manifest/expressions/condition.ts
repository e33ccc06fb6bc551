import type { IssueList } from '../issue-list.ts'
import type { ScalarNode } from '../yaml/node.ts'
import { parseTemplate } from './compile-value.ts'
import { evaluate } from './evaluate.ts'
import type { Expression, Scope } from './expression.ts'
import { addExpressionIssue, ExpressionError } from './expression-error.ts'
import { condition } from './operators.ts'

/** The condition of a job: `if: row.price > 5`, with or without `${{ }}`. */
export type Condition = {
  readonly node: ScalarNode
  /** The expression as the manifest writes it, without `${{ }}`. */
  readonly text: string
  readonly expression: Expression
  /** The offset of the expression in the source, less its `${{`; absent if the source has the `${{`. */
  readonly open?: number
}

/** Reads a condition. Returns `undefined` for one with a mistake, which is reported. */
export function compileCondition(node: ScalarNode, issues: IssueList): Condition | undefined {
  const written = String(node.value)
  const isBare = !written.includes('${{')
  const template = parseTemplate(isBare ? `\${{ ${written} }}` : written.trim())
  if (template === undefined) return undefined
  const open = isBare ? { open: bareOpening(node, written, issues) } : {}
  if ('error' in template) {
    addExpressionIssue(template.error, { node, index: template.index, issues, ...open })
    return undefined
  }
  const [expression] = template.parts
  if (template.whole && typeof expression === 'object') {
    const text = isBare ? written.trim() : written.trim().slice(OPENING, -CLOSING).trim()
    const problem = findLater(expression)
    if (problem === undefined) return { node, text, expression, ...open }
    addExpressionIssue(problem, { node, index: 0, issues, ...open })
    return undefined
  }
  issues.add(node, {
    code: 'wrong-type',
    message: '`if` has text outside of `${{ }}`, so it would always be a text',
    hint: "Write the whole condition inside: `if: ${{ row.market == 'eu' }}`.",
  })
  return undefined
}

const OPENING = '${{'.length
const CLOSING = '}}'.length

/** Where the `${{` of an expression without one would begin, so that mistakes point at the right characters. */
function bareOpening(node: ScalarNode, written: string, { source }: IssueList): number {
  const first = /\S/.exec(written)?.index ?? 0
  const [word = ''] = /\S+/.exec(written) ?? []
  const at = source.text.indexOf(word, node.start)
  return (at === -1 || at >= node.end ? node.start : at) - first - OPENING - 1
}

/** Whether the condition holds. Reports a mistake and returns `undefined`. */
export function evaluateCondition({ node, expression, open }: Condition, scope: Scope, issues: IssueList): boolean | undefined {
  try {
    return condition(evaluate(expression, scope), expression)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    addExpressionIssue(error, { node, index: 0, issues, open })
    return undefined
  }
}

/** The first part of a condition that is not known for a whole cell when planning. */
function findLater(expression: Expression): ExpressionError | undefined {
  for (const name of namesIn(expression)) {
    const { start, end } = name
    const root = rootOf(name)
    if (root === 'jobs')
      return new ExpressionError('`if` decides when planning, and an output of another job is known only when that job is done', {
        code: 'not-yet-known',
        start,
        end,
        hint: 'Use what is known when planning: `vars`, `env`, `matrix` and `row`.',
      })
    if (root === 'take')
      return new ExpressionError('`if` drops a cell with all its takes, so there is no `take` here', { code: 'unknown-name', start, end })
  }
  return undefined
}

function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'member') return rootOf(expression.target)
  return expression.kind === 'name' ? expression.name : undefined
}

/** The names in an expression, each with its members. */
function namesIn(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
      return []
    case 'name':
      return [expression]
    case 'member':
      return rootOf(expression) === undefined ? [...namesIn(expression.target), ...namesIn(expression.key)] : [expression]
    case 'call':
      return expression.args.flatMap(namesIn)
    case 'not':
      return namesIn(expression.operand)
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)]
  }
}

/** The values that a condition depends on, by the names in it: `row.price` and 3. Those that are missing are left out. */
export function valuesOf({ expression }: Condition, scope: Scope): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const name of namesIn(expression)) {
    try {
      values[nameText(name)] = evaluate(name, scope)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
    }
  }
  return values
}

/** A name with its members, as one writes it. */
function nameText(expression: Expression): string {
  if (expression.kind === 'name') return expression.name
  if (expression.kind !== 'member') return '...'
  const { target, key } = expression
  const member = key.kind === 'literal' && /^[A-Za-z_][\w-]*$/.test(String(key.value)) ? `.${key.value}` : undefined
  const index = key.kind === 'literal' ? JSON.stringify(key.value) : nameText(key)
  return `${nameText(target)}${member ?? `[${index}]`}`
}
