import type { Node, Place } from '@shotlist/codegen/yaml'

export { type Entry, type MapNode, type Node, type Place, type ScalarNode, toPlain } from '@shotlist/codegen/yaml'

/** The node at a path. If the path continues inside a value that has no nodes, such as an expression, the node of that value. */
export function nodeAt(root: Node, path: readonly string[]): Node {
  let node = root
  for (const segment of path) {
    const next = node.kind === 'map' ? node.entries.get(segment)?.value : node.kind === 'list' ? node.items[Number(segment)] : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}

/** The place of the last key of a path, for an issue about the key itself; otherwise the node at the path. */
export function keyPlaceAt(root: Node, path: readonly string[]): Place {
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  const entry = parent.kind === 'map' && last !== undefined ? parent.entries.get(last) : undefined
  return entry?.keyPlace ?? nodeAt(root, path)
}

/** A text with its place. */
export type PlacedText = { readonly text: string; readonly place: Place }
