import type { Issue } from '../issues/issue.ts'
import { splitPointer } from '../spec/json-pointer.ts'
import { jsonPath } from './json-path.ts'
import type { Action } from './proposal.ts'

/**
 * Actions for mistakes of the vendor's document that stop the check and that nothing is lost by removing: examples that contradict their
 * schema, and extensions of other tools.
 * @param file The name of the vendor's document in issues.
 */
export function mend(issues: readonly Issue[], file: string): Action[] {
  const holders = new Map<string, Action>()
  for (const issue of issues) {
    if (issue.severity !== 'error' || issue.file !== file || issue.code !== 'example') continue
    const segments = splitPointer(issue.pointer)
    const at = segments.findIndex((segment, index) => isExample(segment) && segments[index - 1] !== 'properties')
    if (at === -1) continue
    const pointer = issue.pointer.split('/').slice(0, at + 2).join('/')
    const notes = [{ at: '', confidence: 'high' as const, why: 'the example contradicts its schema' }]
    holders.set(pointer, { target: jsonPath(pointer), remove: true, notes })
  }
  return [...holders.values()]
}

function isExample(segment: string): boolean {
  return segment === 'example' || segment === 'examples'
}
