import type { IssueList } from '../issue-list.ts'
import type { Node, Place } from '../yaml/node.ts'
import { describeNode } from './describe-node.ts'
import { readText } from './read-scalars.ts'

/** A text of a list, with its place. */
export type PlacedText = { readonly text: string; readonly place: Place }

/** A list of texts; a single text stands for a list of one. */
export function readTextList(node: Node, { what, issues }: { what: string; issues: IssueList }): readonly PlacedText[] {
  if (node.kind === 'map' || (node.kind === 'scalar' && typeof node.value !== 'string')) {
    issues.add(node, { code: 'wrong-type', message: `${what} must be a list of texts, not ${describeNode(node)}` })
    return []
  }
  const items = node.kind === 'list' ? node.items : [node]
  const texts: PlacedText[] = []
  for (const item of items) {
    const text = readText(item, { what: `an entry of ${what}`, issues })
    if (text !== undefined) texts.push({ text, place: item })
  }
  return texts
}
