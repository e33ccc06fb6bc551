/** A stretch of the source, in UTF-16 units; `end` is exclusive. */
type Span = { readonly start: number; readonly end: number }

/** Where something stands: in the source, and in the tree (`jobs.hero.with`). */
export type Place = Span & { readonly path: string }

export type Scalar = string | number | bigint | boolean | null

export type ScalarNode = Place & { readonly kind: 'scalar'; readonly value: Scalar }
type ListNode = Place & { readonly kind: 'list'; readonly items: readonly Node[] }
export type MapNode = Place & { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Entry> }

/** A YAML value with its place. Aliases are resolved, so one node may be reached in several ways. */
export type Node = ScalarNode | ListNode | MapNode

export type Entry = { readonly key: string; readonly keyPlace: Place; readonly value: Node }

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

/** A node's value without places. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map((item) => toPlain(item))
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]))
}

/** A text of a list, with its place. */
export type PlacedText = { readonly text: string; readonly place: Place }
