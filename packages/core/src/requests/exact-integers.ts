import { InvalidInputError, type Issue } from '../errors/invalid-input-error.ts'
import { fieldName, mapAt } from '../json/pointer.ts'

type Fields = Readonly<Record<string, unknown>>

/** Keeps the 64-bit integers of an operation's input exact, whether given as number, bigint or digits. */
export type ExactIntegers = {
  /** Pointer patterns of the integers. */
  readonly patterns: readonly string[]
  /**
   * Converts bigints to digits as text, as validators expect.
   *
   * @throws InvalidInputError for a number beyond 2^53, which is not exact.
   */
  asText(operation: string, input: Fields): Fields
  /** Converts digits to bigints, which are written as bare numbers. */
  asSent(input: Fields): Fields
}

const INEXACT = 'is beyond 2^53, where numbers are not exact: give a bigint, or the digits as text'

function toBigint(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value
}

/** Copies an input with `change` applied to its 64-bit integers. */
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

/** For top-level fields of the input; needs less code than `exactIntegers`. */
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

/** For pointer patterns, which may lead into lists and objects. */
export function exactIntegers(patterns: readonly string[]): ExactIntegers {
  return exactBy(patterns, (input, change) =>
    patterns.reduce((result, pattern) => mapAt(result, pattern, (value, pointer) => change(value, pointer, fieldName(pointer))), input),
  )
}
