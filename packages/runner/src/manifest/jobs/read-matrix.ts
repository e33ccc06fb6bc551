import { describeNode } from '../fields/describe-node.ts'
import type { IssueList } from '../issue-list.ts'
import type { Matrix } from '../manifest.ts'
import type { Node } from '../yaml/node.ts'
import { readJobReference } from './read-job-reference.ts'

/** `matrix`: axes with `include` and `exclude`, or `${{ jobs.<id>.matrix }}`. */
export function readMatrix(node: Node, issues: IssueList): Matrix {
  const job = readJobReference(node, 'matrix')
  if (job !== undefined) return { kind: 'of-job', place: node, job }
  if (node.kind !== 'map') {
    issues.add(node, {
      code: 'wrong-type',
      message: `\`matrix\` must be a mapping of axes to lists of values, not ${describeNode(node)}`,
      hint: 'Write `matrix: { look: [anime, clay] }`, or take the cells of another job: `matrix: ${{ jobs.other.matrix }}`.',
    })
    // It has cells, and nobody knows which: that is told once.
    return { kind: 'axes', place: node, axes: new Map() }
  }

  const axes = new Map<string, Node>()
  for (const [name, { keyPlace, value }] of node.entries) {
    if (name === 'include' || name === 'exclude') continue
    axes.set(name, value)
    if (!/^[A-Za-z_][\w-]*$/.test(name))
      issues.add(keyPlace, {
        code: 'bad-name',
        message: `\`${name}\` cannot be the name of an axis`,
        hint: 'Use letters, digits, `_` and `-`, beginning with a letter.',
      })
    if (name === 'row' || name === 'take')
      issues.add(keyPlace, { code: 'bad-name', message: `\`${name}\` is taken: rows and takes have that name` })
  }
  const include = node.entries.get('include')?.value
  const exclude = node.entries.get('exclude')?.value
  if (axes.size === 0 && include === undefined) issues.add(node, { code: 'empty', message: 'this matrix has no axis' })
  return { kind: 'axes', place: node, axes, ...(include === undefined ? {} : { include }), ...(exclude === undefined ? {} : { exclude }) }
}
