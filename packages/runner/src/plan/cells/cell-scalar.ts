import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import type { CellScalar } from './cell.ts'

/** Whether a value can be one of a matrix's; any other is noted. */
export function isCellScalar(value: unknown, place: Place, issues: IssueList): value is CellScalar {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true
  issues.add(place, {
    code: 'wrong-type',
    message: 'a value of a matrix must be a text, a number, true, false or null',
    hint: 'Put what belongs together in `include`, or in a table for `foreach`.',
  })
  return false
}
