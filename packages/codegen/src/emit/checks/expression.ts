import { own } from '../../spec/place.ts'
/** A place in the value that is judged. */
export type Place = {
  /** The code that reads it. */
  readonly code: string
  readonly depth: number
  /** The JSON type it is known to have. */
  readonly known?: string | undefined
  /** Properties that are surely there, or the value is refused anyway. */
  readonly present?: readonly string[]
  /** Variables that hold its properties, by name. */
  readonly variables?: ReadonlyMap<string, string>
}

/** Expressions that must all be true, as one; what is true anyway is left out. */
export function all(expressions: readonly string[]): string {
  const needed = expressions.filter((expression) => expression !== 'true')
  if (needed.includes('false')) return 'false'
  if (needed.length < 2) return needed[0] ?? 'true'
  return needed.map((expression) => `(${expression})`).join('&&')
}

/** Expressions of which one must be true. */
export function any(expressions: readonly string[]): string {
  if (expressions.includes('true')) return 'true'
  const possible = expressions.filter((expression) => expression !== 'false')
  if (possible.length < 2) return possible[0] ?? 'false'
  return possible.map((expression) => `(${expression})`).join('||')
}

export function not(expression: string): string {
  if (expression === 'true') return 'false'
  return expression === 'false' ? 'true' : `!(${expression})`
}

/** Reads a property. */
export function property({ code, variables }: Place, name: string): string {
  const variable = variables?.get(name)
  if (variable !== undefined) return variable
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${code}.${name}` : `${code}[${JSON.stringify(name)}]`
}

const tests: Readonly<Record<string, (code: string) => string>> = {
  string: (code) => `typeof ${code}=="string"`,
  number: (code) => `Number.isFinite(${code})`,
  integer: (code) => `Number.isInteger(${code})`,
  boolean: (code) => `typeof ${code}=="boolean"`,
  null: (code) => `${code}===null`,
  array: (code) => `Array.isArray(${code})`,
  object: (code) => `isObject(${code})`,
}

/** Whether a value is of one of these JSON types. */
export function isOf(types: readonly string[], { code, known }: Place): string {
  if (known !== undefined) return String(types.includes(known) || (known === 'integer' && types.includes('number')))
  return any(types.map((type) => own(tests, type)?.(code) ?? 'false'))
}

/** What holds for values of one type only: all others pass. */
export function where(type: string, place: Place, expression: string): string {
  return any([not(isOf([type], place)), expression])
}
