import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml'
import { splitPointer } from './json-pointer.ts'
import type { Offsets } from './source-file.ts'

/** Offsets in a text that was read as YAML. */
export function yamlOffsets(document: Document.Parsed, lines: LineCounter): Offsets {
  return {
    of: (pointer, at) => offsetOf(document, pointer, at),
    lineAt(offset) {
      const { line, col } = lines.linePos(offset)
      return { line: Math.max(line, 1), column: Math.max(col, 1) }
    },
  }
}

/** A map's key as the text it counts as: `200:` and `"200":` are the same key. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key)
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function offsetOf(document: Document.Parsed, pointer: string, at: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  const segments = splitPointer(pointer)
  for (const [index, segment] of segments.entries()) {
    const found = step(document, node, segment)
    if (found === undefined) break
    node = isPair(found) ? found.value : found
    const keyOffset = isPair(found) ? startOf(found.key) : startOf(found)
    const last = index === segments.length - 1
    const useValue = isScalar(node) && !(last && at === 'key') && startOf(node) !== undefined && node.source !== ''
    offset = (useValue ? startOf(node) : keyOffset) ?? offset
  }
  return offset
}

function step(document: Document.Parsed, parent: unknown, segment: string): Node | Pair | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent
  if (isMap(node)) return node.items.find((pair) => keyText(pair.key) === segment)
  if (isSeq(node)) return node.items[Number(segment)] as Node | undefined
  return undefined
}

function startOf(node: unknown): number | undefined {
  const range = (node as Node | null | undefined)?.range
  return range === null || range === undefined ? undefined : range[0]
}
