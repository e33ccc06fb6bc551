/** Why a function refuses its arguments. Where in the expression, the evaluator adds. */
export class ArgumentError extends Error {}
