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

/** A node's value without places. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map((item) => toPlain(item))
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.value)]))
}
