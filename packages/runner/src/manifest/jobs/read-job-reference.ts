import type { Node } from '../yaml/node.ts'

/** The job named by a value that is exactly `${{ jobs.<id>.matrix }}` (or `takes`); `undefined` for any other value. */
export function readJobReference(node: Node, property: 'matrix' | 'takes'): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined
  const match = /^\s*\$\{\{\s*jobs(?:\.([\w-]+)|\[\s*'([^']+)'\s*\])\.(\w+)\s*\}\}\s*$/.exec(node.value)
  return match?.[3] === property ? (match[1] ?? match[2]) : undefined
}
