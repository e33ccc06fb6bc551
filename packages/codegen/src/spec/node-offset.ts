import type { Node, Place } from '../yaml/node.ts'
import { splitPointer } from './json-pointer.ts'

/** Where a JSON pointer stands in a text that was read as YAML: see `Offsets`. */
export function nodeOffset(root: Node | undefined, pointer: string, at: 'key' | 'value'): number {
  let node = root
  let offset = root?.start ?? 0
  const segments = splitPointer(pointer)
  for (const [index, segment] of segments.entries()) {
    const step = stepInto(node, segment)
    if (step === undefined) break
    const isLast = index === segments.length - 1
    offset = (isLast && at === 'key') || !isShown(step) ? step.key.start : step.value.start
    node = step.value
  }
  return offset
}

type Step = { readonly key: Place; readonly value: Node }

function stepInto(node: Node | undefined, segment: string): Step | undefined {
  if (node?.kind === 'list') {
    const item = node.items[Number(segment)]
    return item === undefined ? undefined : { key: item, value: item }
  }
  const entry = node?.kind === 'map' ? node.entries.get(segment) : undefined
  return entry === undefined ? undefined : { key: entry.keyPlace, value: entry.value }
}

/** Whether the value is something to point at: a scalar that is written out behind its key. An alias stands for what is before it. */
function isShown({ key, value }: Step): boolean {
  return value.kind === 'scalar' && value.end > value.start && value.start >= key.start
}
