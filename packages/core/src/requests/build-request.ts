import type { Endpoint, OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { partsOf } from '../expressions/evaluate.ts'
import type { PreparedRequest } from '../http/exchange.ts'
import { writeExact } from '../json/exact-json.ts'
import { pointerSegments } from '../json/pointer.ts'
import { buildUrl } from './url.ts'

/** A body, with the headers that it needs and `fetch` does not add. */
export type WrittenBody = Pick<PreparedRequest, 'headers'> & { readonly body: string | FormData }

/** Writes fields as JSON, with bigints as bare numbers. */
function jsonOf(fields: Readonly<Record<string, unknown>>): WrittenBody {
  return {
    headers: { 'content-type': 'application/json' },
    body: writeExact(fields),
  }
}

export type BuildOptions = {
  readonly baseUrl: string
  /** Writes the body. Default: `jsonOf`. */
  readonly write?: (fields: Readonly<Record<string, unknown>>) => WrittenBody
}

/** The parts of an operation that make its request. `place` is needed for fields outside the body. */
export type Buildable = Placing & Pick<OperationTable, 'method' | 'path'> & { readonly place?: typeof placeInput }

/**
 * Builds the request of a named operation. 64-bit integers in the input are bigints already.
 *
 * @throws InvalidInputError for a field that a URL or a header cannot hold.
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

/** Writes fields as `multipart/form-data`. */
export function formOf(fields: Readonly<Record<string, unknown>>): WrittenBody {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (isFile(value)) form.append(name, value.blob, value.name)
    else form.append(name, typeof value === 'string' ? value : writeExact(value))
  }
  return { headers: {}, body: form }
}

type Fields = Readonly<Record<string, unknown>>

/** An operation's input, by the part of the request that each field goes into. */
type PlacedInput = {
  readonly path: Fields
  readonly query: Fields
  readonly headers: Readonly<Record<string, string>>
  readonly body: Fields
}

/** The characters that HTTP allows in a header's value (RFC 9110, section 5.5), as Latin-1, which `fetch` sends. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function headerText(operation: string, field: string, value: unknown): string {
  const text = String(value)
  if (HEADER_VALUE.test(text)) return text
  throw new InvalidInputError(operation, [{ pointer: `/${field}`, message: `${field} contains characters that a header cannot hold` }])
}

/** The parts of an operation that decide where a field goes. */
type Placing = Pick<OperationTable, 'name'> &
  Partial<Pick<OperationTable, 'body' | 'fixed' | 'pathFields' | 'queryFields' | 'headerFields'>>

/**
 * Puts an input's fields and the constant fields into path, query, headers and body. Without a body, other fields go into the query.
 *
 * @throws InvalidInputError for a field that a header cannot hold.
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

/** Copies an object with a value set at a path. */
function withAt(root: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  return first === undefined ? value : { ...(root as Json | undefined), [first]: withAt((root as Json | undefined)?.[first], rest, value) }
}

/** A task's id as it is sent: a bigint if the document declares an integer, otherwise text. */
export function idOnWire(taskId: string, idIsInteger: boolean): string | bigint {
  return idIsInteger && /^\d+$/.test(taskId) ? BigInt(taskId) : taskId
}

type ReadParts = {
  /** The expression for where `value` goes. Absent for lists. */
  readonly place?: string
  readonly value?: unknown
  readonly baseUrl: string
}

/** Builds the request that reads one task, many tasks, or the recent ones. */
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
