import { ShotlistError } from './shotlist-error.ts'

/** One mistake in an input. */
export type Issue = {
  /** JSON pointer (RFC 6901) to the value within the input (`/duration`); empty for the whole input. */
  readonly pointer: string
  /** A sentence for people; it names the field. */
  readonly message: string
}

/** The document's rules refuse the input. Nothing was sent. */
export class InvalidInputError extends ShotlistError {
  declare readonly name: 'InvalidInputError'
  declare readonly code: 'invalid-input'
  declare readonly operation: string
  /** Every mistake. */
  declare readonly issues: readonly Issue[]

  constructor(operation: string, issues: readonly Issue[]) {
    const [first, ...more] = issues.map(({ message }) => message)
    const text = more.length === 0 ? first : [`${issues.length} mistakes`, first, ...more].join('\n- ')
    super('invalid-input', `${operation}: ${text}`, { operation, issues })
  }
}
