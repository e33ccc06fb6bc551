import { ExpressionError } from './expression-error.ts'

/** A value that may be absent, and is: what `default` is for. */
export class MissingValueError extends ExpressionError {}
