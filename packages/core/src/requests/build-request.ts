import type { OperationTable } from '../contract/index.ts'
import type { PreparedRequest } from '../http/prepared-request.ts'
import { writeExact } from '../json/write-exact.ts'
import { buildUrl } from './build-url.ts'
import type { PlacedInput, Placing, placeInput } from './place-input.ts'

/** A body, with the headers that it needs and `fetch` does not make by itself. */
export type WrittenBody = Pick<PreparedRequest, 'headers'> & { readonly body: string | FormData }

/** The fields as JSON; bigints are bare numbers. */
export const jsonOf = (fields: Readonly<Record<string, unknown>>): WrittenBody => ({
  headers: { 'content-type': 'application/json' },
  body: writeExact(fields),
})

export type BuildOptions = {
  readonly baseUrl: string
  /** How a body is written. Default: `jsonOf`. */
  readonly write?: (fields: Readonly<Record<string, unknown>>) => WrittenBody
}

/** What of an operation makes its request. `place` sorts fields that go elsewhere than into the body. */
export type Buildable = Placing & Pick<OperationTable, 'method' | 'path'> & { readonly place?: typeof placeInput }

/**
 * The request of a named operation. 64-bit integers in the input are bigints by now.
 *
 * @throws InvalidInputError for a field that cannot be part of a URL, or of a header.
 */
export const buildRequest = (
  operation: Buildable,
  input: Readonly<Record<string, unknown>>,
  { baseUrl, write = jsonOf }: BuildOptions,
): PreparedRequest => {
  const { name, method, path: template, place, fixed } = operation
  const { path = {}, query = {}, headers, body }: Partial<PlacedInput> = place?.(operation, input) ?? { body: { ...input, ...fixed } }
  const written = operation.body === 'none' ? undefined : write(body ?? {})
  return {
    operation: name,
    method: method.toUpperCase(),
    url: buildUrl({ operation: name, baseUrl, template, path, query }),
    ...written,
    headers: { ...written?.headers, ...headers },
  }
}
