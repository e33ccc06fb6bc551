import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import { keyText } from './yaml-offsets.ts'

/** What makes a syntactically good file unusable, with its offset in the text. */
export type ValueProblem = {
  readonly code: string
  readonly offset: number
  readonly message: string
  readonly hint?: string
}

type State = {
  readonly document: Document.Parsed
  readonly problems: ValueProblem[]
  /** What each alias stands for. The library looks through the whole document each time it is asked. */
  readonly targets: Map<unknown, unknown>
  /** Alias targets being converted. */
  readonly open: Set<unknown>
  nodes: number
  full: boolean
}

/**
 * The plain value of a YAML document. Does by itself what `Document#toJS` does, because it must also find every duplicate key (the
 * library's own check takes quadratic time), bound what aliases expand to, and refuse nesting that would exhaust the stack later.
 */
export function toValue(document: Document.Parsed): { value: unknown; problems: readonly ValueProblem[] } {
  const state: State = { document, problems: [], targets: new Map(), open: new Set(), nodes: 0, full: false }
  const value = convert(document.contents, state, 0)
  return { value, problems: state.problems }
}

function convert(node: unknown, state: State, depth: number): unknown {
  state.nodes += 1
  if (state.full) return null
  if (state.nodes > MAX_NODES || depth > MAX_DEPTH) return refuse(state, node, depth)
  if (isAlias(node)) return convertAlias(node, state, depth)
  if (isMap(node)) return convertMap(node, state, depth)
  if (isSeq(node)) return node.items.map((item) => convert(item, state, depth + 1))
  return isScalar(node) ? node.value : null
}

function convertAlias(node: Node & { source: string; resolve(document: Document.Parsed): unknown }, state: State, depth: number): unknown {
  if (!state.targets.has(node)) state.targets.set(node, node.resolve(state.document))
  const target = state.targets.get(node)
  if (target === undefined || state.open.has(target)) {
    state.problems.push({
      code: 'yaml-alias',
      offset: offsetOf(node),
      message: `the alias *${node.source} refers to ${target === undefined ? 'nothing' : 'itself'}`,
    })
    return null
  }
  state.open.add(target)
  const value = convert(target, state, depth)
  state.open.delete(target)
  return value
}

function convertMap(node: Node & { items: { key: unknown; value: unknown }[] }, state: State, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (const { key, value } of node.items) {
    const name = keyText(key)
    if (name === '__proto__') {
      state.problems.push({ code: 'reserved-key', offset: offsetOf(key), message: 'the key __proto__ is reserved', hint: 'rename it' })
    } else if (Object.hasOwn(map, name)) {
      state.problems.push({
        code: 'duplicate-key',
        offset: offsetOf(key),
        message: `the key ${JSON.stringify(name)} stands twice in this map`,
        hint: 'remove one of them',
      })
    } else {
      map[name] = convert(value, state, depth + 1)
    }
  }
  return map
}

function refuse(state: State, node: unknown, depth: number): null {
  state.full = true
  const message =
    depth > MAX_DEPTH
      ? `nested more than ${MAX_DEPTH} levels deep`
      : `more than ${MAX_NODES} values, with aliases counted as what they stand for`
  state.problems.push({ code: 'document-too-large', offset: offsetOf(node), message })
  return null
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0
}

/** Levels of maps and lists in each other that a document may have, and that no walk over it exhausts the stack on. */
export const MAX_DEPTH = 120

/** Values that a document may have, with aliases counted as what they stand for. GitHub's has 400 thousand. */
export const MAX_NODES = 1_000_000
