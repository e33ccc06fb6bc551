import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/scope.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Node } from '../../manifest/yaml/node.ts'

/** What expanding a matrix needs: what its expressions see, and how many cells there may be. */
export type MatrixContext = { readonly scope: Scope; readonly issues: IssueList; readonly max: number }

/** A part of a matrix, evaluated. */
export function evaluateIn(node: Node, { scope, issues }: MatrixContext): unknown {
  return evaluateValue(compileValue(node, issues), scope, issues)
}

/** The node of a list's item, or the list where it comes from an expression. */
export function itemPlace(node: Node, index: number): Node {
  return node.kind === 'list' ? (node.items[index] ?? node) : node
}
