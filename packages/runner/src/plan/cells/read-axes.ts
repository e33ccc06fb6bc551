import { broken } from '../../manifest/expressions/evaluate-value.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Node } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'
import { isCellScalar } from './cell-scalar.ts'
import { evaluateIn, itemPlace, type MatrixContext } from './matrix-context.ts'

/** The axes of a matrix with their values, each of which is there once; `undefined` where one of them cannot be read. */
export function readAxes(nodes: ReadonlyMap<string, Node>, context: MatrixContext): ReadonlyMap<string, readonly CellScalar[]> | undefined {
  const axes = new Map<string, readonly CellScalar[]>()
  for (const [name, node] of nodes) {
    const value = evaluateIn(node, context)
    if (value === broken) continue
    if (!Array.isArray(value)) {
      const hint = `Write \`${name}: [a, b]\`.`
      context.issues.add(node, { code: 'wrong-type', message: `the axis \`${name}\` must be a list of values`, hint })
      continue
    }
    if (value.length === 0) context.issues.add(node, { code: 'empty', message: `the axis \`${name}\` has no values` })
    const values = value.filter((item, index) => isCellScalar(item, itemPlace(node, index), context.issues))
    noteRepeats(values, { name, node, issues: context.issues })
    axes.set(name, [...new Set(values)])
  }
  return axes.size === nodes.size ? axes : undefined
}

function noteRepeats(values: readonly CellScalar[], { name, node, issues }: { name: string; node: Node; issues: IssueList }): void {
  const seen = new Set<CellScalar>()
  for (const [index, value] of values.entries()) {
    if (seen.has(value))
      issues.add(itemPlace(node, index), { code: 'duplicate-value', message: `the axis \`${name}\` has ${JSON.stringify(value)} twice` })
    seen.add(value)
  }
}
