import { InvalidInputError, type Issue } from '../errors/invalid-input-error.ts'
import { fieldName, mapAt } from '../json/pointer.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is done with the 64-bit integers of an operation's input, so that they are exact whatever they were given as. */
export type ExactIntegers = {
  /** Where they are. */
  readonly patterns: readonly string[]
  /**
   * The input as validators take it: digits as text in place of bigints.
   *
   * @throws InvalidInputError for a number that has lost its last digits already.
   */
  asText(operation: string, input: Fields): Fields
  /** The input as it is sent: bigints, which are written as bare numbers. */
  asSent(input: Fields): Fields
}

const INEXACT = 'is beyond 2^53, where a number is no longer exact: give a bigint, or its digits as text'

function toBigint(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value
}

/** How values at certain places of an input are changed. */
type Mapper = (input: Fields, change: (value: unknown, pointer: string, name: string) => unknown) => Fields

function exactBy(patterns: readonly string[], map: Mapper): ExactIntegers {
  return {
    patterns,
    asText: (operation, input) => {
      const issues: Issue[] = []
      const result = map(input, (value, pointer, name) => {
        if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
          issues.push({ pointer, message: `${name} ${INEXACT}` })
        }
        return typeof value === 'bigint' ? value.toString() : value
      })
      if (issues.length > 0) throw new InvalidInputError(operation, issues)
      return result
    },
    asSent: (input) => map(input, toBigint),
  }
}

/** Makes it for fields of the input itself. */
export function exactFields(names: readonly string[]): ExactIntegers {
  return exactBy(
    names.map((name) => `/${name}`),
    (input, change) => {
      const changed: Record<string, unknown> = { ...input }
      for (const name of names) if (input[name] !== undefined) changed[name] = change(input[name], `/${name}`, name)
      return changed
    },
  )
}

/** Makes it for pointer patterns, which may lead into lists and objects. */
export function exactIntegers(patterns: readonly string[]): ExactIntegers {
  return exactBy(patterns, (input, change) =>
    patterns.reduce((result, pattern) => mapAt(result, pattern, (value, pointer) => change(value, pointer, fieldName(pointer))), input),
  )
}
