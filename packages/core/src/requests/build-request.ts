import type { OperationTable } from '../contract/index.ts'
import type { PreparedRequest } from '../http/prepared-request.ts'
import { writeExact } from '../json/write-exact.ts'
import { buildUrl } from './build-url.ts'
import type { PlacedInput, Placing, placeInput } from './place-input.ts'

/** A body, with its type where `fetch` does not know it by itself. */
export type WrittenBody = { readonly body: string | FormData; readonly type?: string }

/** The fields as JSON; bigints are bare numbers. */
const jsonOf = (fields: Readonly<Record<string, unknown>>): WrittenBody => ({ body: writeExact(fields), type: 'application/json' })

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
  const { type, ...written } = operation.body === 'none' ? ({} as Partial<WrittenBody>) : write(body ?? {})
  return {
    operation: name,
    method: method.toUpperCase(),
    url: buildUrl({ operation: name, baseUrl, template, path, query }),
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
    ...written,
  }
}
