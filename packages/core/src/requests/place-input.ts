import type { OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'

type Fields = Readonly<Record<string, unknown>>

/** An operation's input, sorted by where it goes. */
export type PlacedInput = {
  readonly path: Fields
  readonly query: Fields
  readonly headers: Readonly<Record<string, string>>
  readonly body: Fields
}

/** What HTTP takes in a header's value (RFC 9110, section 5.5), in Latin-1 as `fetch` does. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

const headerText = (operation: string, field: string, value: unknown): string => {
  const text = String(value)
  if (headerValue.test(text)) return text
  throw new InvalidInputError(operation, [{ pointer: `/${field}`, message: `${field} holds characters that a header cannot carry` }])
}

/** What of an operation decides where a field goes. */
export type Placing = Pick<OperationTable, 'name'> &
  Partial<Pick<OperationTable, 'body' | 'fixed' | 'pathFields' | 'queryFields' | 'headerFields'>>

/**
 * Sorts an input's fields, and what is fixed, into path, query, headers and body. Fields of an operation without a body go into the query.
 *
 * @throws InvalidInputError for a field that a header cannot carry.
 */
export const placeInput = ({ name, body, fixed, pathFields, queryFields, headerFields }: Placing, input: Fields): PlacedInput => {
  const placed = { path: {}, query: {}, headers: {}, body: {} } as Record<keyof PlacedInput, Record<string, unknown>>
  const rest = body === 'none' ? 'query' : 'body'
  for (const [field, value] of Object.entries(input)) {
    if (value === undefined) continue
    if (headerFields?.includes(field) === true) placed.headers[field.toLowerCase()] = headerText(name, field, value)
    else placed[pathFields?.includes(field) === true ? 'path' : queryFields?.includes(field) === true ? 'query' : rest][field] = value
  }
  Object.assign(placed[rest], fixed)
  return placed as PlacedInput
}
