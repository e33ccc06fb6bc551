import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq, type Scalar as YamlScalar } from 'yaml'
import type { Entry, Node, Place, Scalar } from './node.ts'
import type { YamlProblem, YamlProblems, YamlRules } from './yaml-rules.ts'

type Anchor = { readonly node: Node; readonly size: number }
type Walk = {
  readonly problems: YamlProblems
  readonly rules: YamlRules
  readonly base: Base
  readonly anchors: Map<string, Anchor>
  expanded: number
  overrun: boolean
}

/** The offset in the source at which the parsed text begins. It changes if a text is parsed in parts. */
export type Base = { offset: number }

/**
 * Turns the parser's nodes into ours: aliases and merge keys resolved, duplicate keys noted, whole numbers exact. Bounds what aliases expand to
 * (an alias bomb is ten lines that mean billions), and nesting that would exhaust the stack later.
 */
export function convertNode(
  root: ParsedNode,
  { problems, rules, base = { offset: 0 } }: { readonly problems: YamlProblems; readonly rules: YamlRules; readonly base?: Base },
): Node | undefined {
  const walk: Walk = { problems, rules, base, anchors: new Map(), expanded: 0, overrun: false }
  const node = convert(root, '', 0, walk)
  return walk.overrun ? undefined : node
}

function convert(node: ParsedNode | null, path: string, depth: number, walk: Walk): Node {
  const place = placeOf(node, path, walk)
  if (walk.overrun || node === null) return scalarAt(place, null)
  const { depth: most, values } = walk.rules
  if (depth > most) return stop(walk, place, { code: 'yaml-too-deep', message: `this is nested more than ${most} levels deep` })
  if (isAlias(node)) return resolveAlias(node.source, place, walk)

  const before = walk.expanded
  walk.expanded += 1
  if (walk.expanded > values) return stop(walk, place, { code: 'yaml-aliases', message: `this file has more than ${values} values` })
  const converted = isMap(node)
    ? convertMap(node, place, depth, walk)
    : isSeq(node)
      ? convertList(node, place, depth, walk)
      : convertScalar(node, place, walk)
  // Noted only now, so that an alias inside its own anchor finds nothing instead of itself.
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, { node: converted, size: walk.expanded - before })
  return converted
}

function placeOf(node: ParsedNode | null, path: string, { base: { offset } }: Walk): Place {
  if (node === null) return { start: 0, end: 1, path }
  const [start, end] = node.range
  return { start: offset + start, end: offset + end, path }
}

function stop(walk: Walk, place: Place, problem: YamlProblem): Node {
  if (!walk.overrun) walk.problems.add(place, problem)
  walk.overrun = true
  return scalarAt(place, null)
}

function resolveAlias(name: string, place: Place, walk: Walk): Node {
  const anchor = walk.anchors.get(name)
  if (anchor === undefined) {
    walk.problems.add(place, { code: 'yaml-alias', message: `there is no anchor \`&${name}\` before this alias` })
    return scalarAt(place, null)
  }
  walk.expanded += anchor.size
  if (walk.expanded > walk.rules.aliased)
    return stop(walk, place, { code: 'yaml-aliases', message: 'the aliases of this file expand to too many values' })
  return anchor.node
}

function convertScalar(node: YamlScalar, place: Place, { problems, rules }: Walk): Node {
  const { value } = node
  const problem = typeof value === 'string' ? rules.refuseText?.(value) : undefined
  if (problem !== undefined) problems.add(place, problem)
  if (typeof value === 'bigint') return scalarAt(place, Number.isSafeInteger(Number(value)) ? Number(value) : value)
  return scalarAt(place, (value ?? null) as Scalar)
}

/** Lists the fields one by one: a document has up to a million of these, and a spread object takes more memory. */
function scalarAt({ start, end, path }: Place, value: Scalar): Node {
  return { start, end, path, kind: 'scalar', value }
}

function convertList(node: YAMLSeq, place: Place, depth: number, walk: Walk): Node {
  const items = node.items.map((item, index) => convert(item as ParsedNode | null, `${place.path}[${index}]`, depth + 1, walk))
  const { start, end, path } = place
  return { start, end, path, kind: 'list', items }
}

function convertMap(node: YAMLMap, place: Place, depth: number, walk: Walk): Node {
  const entries = new Map<string, Entry>()
  const merged: Node[] = []
  for (const pair of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const key = walk.rules.writtenKeys ? writtenKey(pair.key) : keyOf(pair.key)
    if (key === undefined) {
      walk.problems.add(placeOf(pair.key, place.path, walk), { code: 'yaml-key', message: 'a key must be a plain text' })
      continue
    }
    const path = place.path === '' ? key : `${place.path}.${key}`
    const keyPlace = placeOf(pair.key, path, walk)
    const value = pair.value === null ? nothing(keyPlace) : convert(pair.value, path, depth + 1, walk)
    const problem = walk.rules.refuseKey?.(key)
    if (problem !== undefined) walk.problems.add(keyPlace, problem)
    else if (key === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]))
    else if (entries.has(key)) noteDuplicate(key, keyPlace, entries.get(key), walk)
    else entries.set(key, { key, keyPlace, value })
  }
  // A merged key gives way to one written out, and to one merged before.
  for (const source of merged) mergeInto(entries, source, walk)
  const { start, end, path } = place
  return { start, end, path, kind: 'map', entries }
}

/** `key:` with nothing behind it: the key itself is the place to point at. */
function nothing(keyPlace: Place): Node {
  return scalarAt(keyPlace, null)
}

function keyOf(key: ParsedNode): string | undefined {
  return isScalar(key) && key.value !== null && typeof key.value !== 'object' ? String(key.value) : undefined
}

/** `200:` and `"200":` are the same key. */
function writtenKey(key: ParsedNode): string | undefined {
  if (!isScalar(key)) return undefined
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function noteDuplicate(key: string, place: Place, first: Entry | undefined, walk: Walk): void {
  const line = walk.problems.source.position(first?.keyPlace.start ?? 0).line
  walk.problems.add(place, { code: 'duplicate-key', message: `\`${key}\` is here a second time`, hint: `The first is in line ${line}.` })
}

function mergeInto(entries: Map<string, Entry>, source: Node, walk: Walk): void {
  if (source.kind !== 'map') {
    walk.problems.add(source, { code: 'yaml-key', message: '`<<` merges mappings, and this is not a mapping' })
    return
  }
  for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry)
}
