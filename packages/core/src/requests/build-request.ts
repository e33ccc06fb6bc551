import type { OperationTable } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import type { PreparedRequest } from '../http/send-and-read.ts'
import { writeExact } from '../json/exact-json.ts'
import type { markRequest } from './mark-request.ts'
import type { nestBody } from './nest-body.ts'
import { buildUrl } from './url.ts'

type Fields = Readonly<Record<string, unknown>>

/** A body, with the headers that it needs and `fetch` does not add. */
export type WrittenBody = Pick<PreparedRequest, 'headers'> & { readonly body: string | FormData }

/** Writes fields as JSON, with bigints as bare numbers. */
export function jsonOf(fields: Fields): WrittenBody {
  return {
    headers: { 'content-type': 'application/json' },
    body: writeExact(fields),
  }
}

/** A file in a form. */
export type NamedFile = { readonly blob: Blob; readonly name: string }

export function isNamedFile(value: unknown): value is NamedFile {
  return typeof value === 'object' && value !== null && 'blob' in value
}

/** Writes fields as `multipart/form-data`. The files of a list are parts of the same name. */
export function formOf(fields: Fields): WrittenBody {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    for (const part of Array.isArray(value) && value.some(isNamedFile) ? value : [value]) {
      if (isNamedFile(part)) form.append(name, part.blob, part.name)
      else form.append(name, typeof part === 'string' ? part : writeExact(part))
    }
  }
  return { headers: {}, body: form }
}

/** Writes fields as `application/x-www-form-urlencoded`. The items of a list are fields of the same name. */
export function urlencodedOf(fields: Fields): WrittenBody {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) body.append(name, typeof item === 'string' ? item : writeExact(item))
  }
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: body.toString() }
}

/** Writes the fields of a body. */
export type WriteBody = (fields: Fields) => WrittenBody

export type BuildOptions = {
  readonly baseUrl: string
  /** The key of a submission. */
  readonly key?: string
  /** Writes the body. Default: the operation's own, otherwise `jsonOf`. */
  readonly write?: WriteBody
}

/**
 * What an operation says of its request. `place` is needed for fields outside the body, `nest` for fields inside others, `mark` for `keys`, `write`
 * for bodies other than JSON.
 */
export type RequestShape = FieldTargets &
  Pick<OperationTable, 'method' | 'path' | 'places' | 'keys' | 'headers'> & {
    readonly place?: typeof placeInput
    readonly nest?: typeof nestBody
    readonly mark?: typeof markRequest
    readonly write?: WriteBody
  }

/**
 * Builds the request of a named operation. 64-bit integers in the input are bigints already.
 *
 * @throws InvalidInputError for a field that a URL or a header cannot hold.
 */
export function buildRequest(
  operation: RequestShape,
  input: Fields,
  { baseUrl, key = '', write = operation.write ?? jsonOf }: BuildOptions,
): PreparedRequest {
  const { name, method, path: template, place, nest, mark, fixed } = operation
  const given: Partial<FieldsByPart> = place?.(operation, input) ?? { body: { ...input, ...fixed } }
  const nested = nest === undefined ? given : { ...given, body: nest(operation, given.body ?? {}) }
  const { path = {}, query = {}, headers, body = {} } = mark?.(operation, nested, key) ?? nested
  const written = operation.body === 'none' ? undefined : write(body)
  return {
    operation: name,
    method: method.toUpperCase(),
    url: buildUrl({ operation: name, baseUrl, template, path, query }),
    ...written,
    headers: { ...operation.headers, ...written?.headers, ...headers },
  }
}

/** An operation's input, by the part of the request that each field goes into. */
export type FieldsByPart = {
  readonly path: Fields
  readonly query: Fields
  readonly headers: Readonly<Record<string, string>>
  readonly body: Fields
}

/** What an operation says of the part of the request that each field goes into. */
type FieldTargets = Pick<OperationTable, 'name'> &
  Partial<Pick<OperationTable, 'body' | 'fixed' | 'pathFields' | 'queryFields' | 'headerFields'>>

/**
 * Distributes an input's fields and the constant fields over path, query, headers and body. Without a body, other fields go into the query.
 *
 * @throws InvalidInputError for a field that a header cannot hold.
 */
export function placeInput({ name, body, fixed, pathFields, queryFields, headerFields }: FieldTargets, input: Fields): FieldsByPart {
  const parts = { path: {}, query: {}, headers: {}, body: {} } as Record<keyof FieldsByPart, Record<string, unknown>>
  const otherwise = body === 'none' ? 'query' : 'body'
  for (const [field, value] of Object.entries({ ...input, ...fixed })) {
    if (value === undefined) continue
    if (headerFields?.includes(field) === true) parts.headers[field.toLowerCase()] = headerText(name, field, value)
    else parts[pathFields?.includes(field) === true ? 'path' : queryFields?.includes(field) === true ? 'query' : otherwise][field] = value
  }
  return parts as FieldsByPart
}

/** The characters that HTTP allows in a header's value (RFC 9110, section 5.5), as Latin-1, which `fetch` sends. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function headerText(operation: string, field: string, value: unknown): string {
  const text = String(value)
  if (HEADER_VALUE.test(text)) return text
  throw new InvalidInputError(operation, [{ pointer: `/${field}`, message: `${field} contains characters that a header cannot hold` }])
}
