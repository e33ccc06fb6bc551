import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../issue-list.ts'
import type { Entry, MapNode, Node } from '../yaml/node.ts'
import { describeNode } from './read-scalars.ts'

/** The node as a mapping. Reports any other node, which messages call `what`: `a job`, `defaults`. */
export function readMap(node: Node, what: string, issues: IssueList): MapNode | undefined {
  if (node.kind === 'map') return node
  issues.add(node, { code: 'wrong-type', message: `${what} must be a mapping of keys to values, not ${describeNode(node)}` })
  return undefined
}

/**
 * The entries of a mapping whose keys are declared in `keys`. Reports other keys, with the key that the user probably means. An entry whose
 * key has a typo is read under the right key, so that errors which only follow from the typo are not reported as well.
 */
export function readKnownKeys<Key extends string>(
  node: Node,
  keys: Readonly<Record<Key, unknown>>,
  options: { readonly what: string; readonly issues: IssueList },
): Partial<Record<Key, Entry>> | undefined {
  const known = Object.keys(keys) as Key[]
  const map = readMap(node, options.what, options.issues)
  if (map === undefined) return undefined
  const found: Partial<Record<Key, Entry>> = {}
  for (const [key, entry] of map.entries) {
    if (Object.hasOwn(keys, key)) found[key as Key] = entry
    // Keys that begin with `x-` are free for the user, as a place for anchors.
    else if (!key.startsWith('x-')) {
      const meant = noteUnknown(entry, known, options)
      if (meant !== undefined && !map.entries.has(meant)) found[meant] ??= entry
    }
  }
  return found
}

/** Reports an unknown key. Returns the key that the user probably means. */
function noteUnknown<Key extends string>(
  entry: Entry,
  known: readonly Key[],
  { what, issues }: { what: string; issues: IssueList },
): Key | undefined {
  const suggestion = suggest(entry.key, known)
  issues.add(entry.keyPlace, {
    code: 'unknown-key',
    message: `${what} has no key \`${entry.key}\``,
    ...(suggestion === undefined ? { hint: `Its keys are ${known.join(', ')}.` } : { suggestion }),
  })
  return known.find((key) => key === suggestion)
}
