import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml'
import { splitPointer } from './json-pointer.ts'
import type { SourceFile } from './source-file.ts'

export type Position = { readonly line: number; readonly column: number; readonly offset: number }

/**
 * Where a JSON pointer stands in its file. A scalar is shown at its value, a map or list at its key; `at: 'key'` always takes the key.
 * A pointer to something that is not there is shown at the nearest thing around it.
 */
export function positionOf(file: SourceFile, pointer: string, at: 'key' | 'value' = 'value'): Position {
  let node: unknown = file.yaml.contents
  let offset = startOf(node) ?? 0
  const segments = splitPointer(pointer)
  for (const [index, segment] of segments.entries()) {
    const found = step(file.yaml, node, segment)
    if (found === undefined) break
    node = isPair(found) ? found.value : found
    const keyOffset = isPair(found) ? startOf(found.key) : startOf(found)
    const last = index === segments.length - 1
    const useValue = isScalar(node) && !(last && at === 'key') && startOf(node) !== undefined && node.source !== ''
    offset = (useValue ? startOf(node) : keyOffset) ?? offset
  }
  return positionAt(file, offset)
}

/** Line and column (from 1) of an offset in the file's text. */
export function positionAt(file: SourceFile, offset: number): Position {
  const { line, col } = file.lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1), offset }
}

function step(document: Document.Parsed, parent: unknown, segment: string): Node | Pair | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent
  if (isMap(node)) return node.items.find((pair) => keyText(pair.key) === segment)
  if (isSeq(node)) return node.items[Number(segment)] as Node | undefined
  return undefined
}

/** A map's key as the text it counts as: `200:` and `"200":` are the same key. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return String(key)
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function startOf(node: unknown): number | undefined {
  const range = (node as Node | null | undefined)?.range
  return range === null || range === undefined ? undefined : range[0]
}
