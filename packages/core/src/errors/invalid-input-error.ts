import { ShotlistError } from './shotlist-error.ts'

/** One mistake in an input, for a person. */
export type Issue = {
  /** JSON pointer to the value within the input (`/duration`); empty for the whole. */
  readonly pointer: string
  /** A sentence that says which field is meant. */
  readonly message: string
}

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
