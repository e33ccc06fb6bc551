import type { Node } from '../yaml/node.ts'

/** A value as messages call it: `a list`, `the text "x"`, `nothing`. */
export function describeNode(node: Node): string {
  if (node.kind === 'list') return 'a list'
  if (node.kind === 'map') return 'a mapping'
  if (node.value === null) return 'nothing'
  if (typeof node.value === 'string') return `the text ${JSON.stringify(clip(node.value))}`
  return String(node.value)
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
