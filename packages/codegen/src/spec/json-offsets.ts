import { type Node, parseTree } from 'jsonc-parser'
import { splitPointer } from './json-pointer.ts'
import type { Offsets } from './source-file.ts'

/** Offsets in a text that was read as JSON. It is read a second time for them, once something is wrong with it. */
export function jsonOffsets(text: string): Offsets {
  let tree: Node | undefined
  let lineStarts: readonly number[] | undefined
  return {
    of: (pointer, at) => offsetOf((tree ??= parseTree(text)), pointer, at),
    lineAt: (offset) => lineAt((lineStarts ??= lineStartsOf(text)), offset),
  }
}

function offsetOf(tree: Node | undefined, pointer: string, at: 'key' | 'value'): number {
  let node = tree
  let offset = node?.offset ?? 0
  const segments = splitPointer(pointer)
  for (const [index, segment] of segments.entries()) {
    const found =
      node?.type === 'array' ? node.children?.[Number(segment)] : node?.children?.find(({ children }) => children?.[0]?.value === segment)
    if (found === undefined) break
    const [key, value] = found.type === 'property' ? [found.children?.[0], found.children?.[1]] : [found, found]
    node = value
    const last = index === segments.length - 1
    const isScalar = node !== undefined && node.children === undefined
    offset = (isScalar && !(last && at === 'key') ? node : key)?.offset ?? offset
  }
  return offset
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The last line that begins at the offset or before it. */
function lineAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
