import type { Endpoint, OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { partsOf } from '../expressions/evaluate.ts'
import type { PreparedRequest } from '../http/exchange.ts'
import { writeExact } from '../json/exact-json.ts'
import { pointerSegments } from '../json/pointer.ts'
import { buildUrl } from './url.ts'

/** A body, with the headers that it needs and `fetch` does not make by itself. */
export type WrittenBody = Pick<PreparedRequest, 'headers'> & { readonly body: string | FormData }

/** The fields as JSON; bigints are bare numbers. */
function jsonOf(fields: Readonly<Record<string, unknown>>): WrittenBody {
  return {
    headers: { 'content-type': 'application/json' },
    body: writeExact(fields),
  }
}

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
export function buildRequest(
  operation: Buildable,
  input: Readonly<Record<string, unknown>>,
  { baseUrl, write = jsonOf }: BuildOptions,
): PreparedRequest {
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

/** A file in a form. */
type NamedFile = { readonly blob: Blob; readonly name: string }

function isFile(value: unknown): value is NamedFile {
  return typeof value === 'object' && value !== null && 'blob' in value
}

/** The fields as `multipart/form-data`. */
export function formOf(fields: Readonly<Record<string, unknown>>): WrittenBody {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (isFile(value)) form.append(name, value.blob, value.name)
    else form.append(name, typeof value === 'string' ? value : writeExact(value))
  }
  return { headers: {}, body: form }
}

type Fields = Readonly<Record<string, unknown>>

/** An operation's input, sorted by where it goes. */
type PlacedInput = {
  readonly path: Fields
  readonly query: Fields
  readonly headers: Readonly<Record<string, string>>
  readonly body: Fields
}

/** What HTTP takes in a header's value (RFC 9110, section 5.5), in Latin-1 as `fetch` does. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function headerText(operation: string, field: string, value: unknown): string {
  const text = String(value)
  if (HEADER_VALUE.test(text)) return text
  throw new InvalidInputError(operation, [{ pointer: `/${field}`, message: `${field} holds characters that a header cannot carry` }])
}

/** What of an operation decides where a field goes. */
type Placing = Pick<OperationTable, 'name'> &
  Partial<Pick<OperationTable, 'body' | 'fixed' | 'pathFields' | 'queryFields' | 'headerFields'>>

/**
 * Sorts an input's fields, and what is fixed, into path, query, headers and body. Fields of an operation without a body go into the query.
 *
 * @throws InvalidInputError for a field that a header cannot carry.
 */
export function placeInput({ name, body, fixed, pathFields, queryFields, headerFields }: Placing, input: Fields): PlacedInput {
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

type Json = Record<string, unknown>

/** The object with a value at a place of the document's. */
function withAt(root: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  return first === undefined ? value : { ...(root as Json | undefined), [first]: withAt((root as Json | undefined)?.[first], rest, value) }
}

/** A task's id as the document wants it on the wire. */
export function idOnWire(taskId: string, idIsInteger: boolean): string | bigint {
  return idIsInteger && /^\d+$/.test(taskId) ? BigInt(taskId) : taskId
}

type ReadParts = {
  /** Where `value` goes. Absent for lists. */
  readonly place?: string
  readonly value?: unknown
  readonly baseUrl: string
}

/** The request that reads one task, many, or the recent ones. */
export function buildRead(
  { operationId, method: written, path: template, fixed }: Endpoint & { readonly fixed?: Readonly<Record<string, unknown>> },
  { place, value, baseUrl }: ReadParts,
): PreparedRequest {
  const method = written.toUpperCase()
  const hasBody = !['GET', 'HEAD', 'DELETE'].includes(method)
  const parts: Record<string, unknown> = { [hasBody ? 'body' : 'query']: fixed }
  const [, where, at = ''] = partsOf(place ?? '')
  if (where !== undefined) parts[where] = withAt(parts[where], where === 'body' ? pointerSegments(at) : [at], value)
  const { path = {}, query = {}, body = {} } = parts as Record<string, Json | undefined>
  const url = buildUrl({ operation: operationId, baseUrl, template, path, query })
  return {
    operation: operationId,
    method,
    url,
    ...(hasBody ? jsonOf(body) : { headers: {} }),
  }
}
