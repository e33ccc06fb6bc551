import type { Node, Place } from '@shotlist/codegen/yaml'

export { type Entry, type MapNode, type Node, type Place, type ScalarNode, toPlain } from '@shotlist/codegen/yaml'

/** The node that a path leads to; where it leads on into something that is not written out (an expression, say), the last one that is. */
export function nodeAt(root: Node, path: readonly string[]): Node {
  let node = root
  for (const segment of path) {
    const next = node.kind === 'map' ? node.entries.get(segment)?.value : node.kind === 'list' ? node.items[Number(segment)] : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}

/** The key that a path ends with, for what is said of the key itself; else the node. */
export function keyPlaceAt(root: Node, path: readonly string[]): Place {
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  const entry = parent.kind === 'map' && last !== undefined ? parent.entries.get(last) : undefined
  return entry?.keyPlace ?? nodeAt(root, path)
}

/** A text of a list, with its place. */
export type PlacedText = { readonly text: string; readonly place: Place }
