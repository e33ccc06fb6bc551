/** An expression that cannot be read or evaluated. `start` and `end` count from the `${{` of the expression. */
export class ExpressionError extends Error {
  readonly code: string
  readonly start: number
  readonly end: number
  readonly hint: string | undefined
  readonly suggestion: string | undefined

  constructor(
    message: string,
    facts: { code: string; start: number; end: number; hint?: string | undefined; suggestion?: string | undefined },
  ) {
    super(message)
    this.name = 'ExpressionError'
    this.code = facts.code
    this.start = facts.start
    this.end = facts.end
    this.hint = facts.hint
    this.suggestion = facts.suggestion
  }
}
