import type { Issue } from '../validation/issue.ts'
import { ShotlistError } from './shotlist-error.ts'

/** An input that the document refuses. Nothing was sent. */
export class InvalidInputError extends ShotlistError {
  declare readonly name: 'InvalidInputError'
  declare readonly code: 'invalid-input'
  declare readonly operation: string
  /** Every mistake. */
  declare readonly issues: readonly Issue[]

  constructor(operation: string, issues: readonly Issue[]) {
    const [first, ...more] = issues.map(({ message }) => message)
    const told = more.length === 0 ? first : [`${issues.length} mistakes`, first, ...more].join('\n- ')
    super('invalid-input', `${operation}: ${told}`, { operation, issues })
  }
}
