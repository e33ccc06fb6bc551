import { defined } from '@shotlist/codegen/defined'
import type { IssueList } from '../issue-list.ts'
import type { Node } from '../yaml/node.ts'

/** An expression that cannot be read or evaluated. `start` and `end` count from the `${{` of the expression. */
export class ExpressionError extends Error {
  readonly code: string
  readonly start: number
  readonly end: number
  readonly hint: string | undefined
  readonly suggestion: string | undefined

  constructor(
    message: string,
    facts: { code: string; start: number; end: number; hint?: string | undefined; suggestion?: string | undefined },
  ) {
    super(message)
    this.name = 'ExpressionError'
    this.code = facts.code
    this.start = facts.start
    this.end = facts.end
    this.hint = facts.hint
    this.suggestion = facts.suggestion
  }
}

/** A function refuses its arguments. The evaluator adds the place in the expression. */
export class ArgumentError extends Error {}

/** An optional value that is absent. `default` replaces it. */
export class MissingValueError extends ExpressionError {}

/** Reports an error of the `index`th expression of a text, at its place in the source; or of one that begins at `open`. */
export function addExpressionIssue(
  error: ExpressionError,
  at: { readonly node: Node; readonly index: number; readonly issues: IssueList; readonly open?: number | undefined },
): void {
  const { node, issues } = at
  const open = at.open ?? openingOf(node, at.index, issues)
  const start = Math.max(open + error.start, node.start)
  issues.add(
    { path: node.path, start: Math.min(start, node.end), end: Math.min(open + error.end, node.end) },
    {
      code: error.code,
      message: error.message,
      ...defined({ hint: error.hint, suggestion: error.suggestion }),
    },
  )
}

/** The offset of the `index`th `${{`. YAML's folding and escapes move characters, but the source has every `${{` of the value, in order. */
function openingOf(node: Node, index: number, issues: IssueList): number {
  const { text } = issues.source
  let open = node.start - 1
  for (let count = 0; count <= index; count += 1) {
    const next = text.indexOf('${{', open + 1)
    if (next === -1 || next >= node.end) return node.start
    open = next
  }
  return open
}
