import type { EndpointModel } from '@shotlist/codegen'
import { isObject, type Json, type JsonObject } from '../responses/json.ts'
import type { Fault } from '../scenario/faults.ts'

export type FilePart = { readonly name: string; readonly fileName: string; readonly type: string; readonly content: Uint8Array }

/** A request, read completely but not checked yet. */
export type Incoming = {
  readonly method: string
  /** The path as sent, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Without parameters, in lower case; empty if the header is missing. */
  readonly contentType: string
  readonly body: IncomingBody
  /** The body as it was sent, if `body` holds the fields that were gathered from it. */
  readonly sent?: Json
}

/** The body by its kind. `broken` says why it could not be read. */
export type IncomingBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'form'; readonly fields: JsonObject; readonly files: readonly FilePart[] }
  | { readonly kind: 'broken'; readonly why: string; readonly status?: number }

/** A request with a known endpoint and valid parameters. */
export type EndpointRequest = {
  readonly incoming: Incoming
  readonly endpoint: EndpointModel
  readonly pathParameters: Readonly<Record<string, string>>
  /** The fields of path and query, with their types. */
  readonly parameters: JsonObject
  /** The faults that apply to it. */
  readonly faults: readonly Fault[]
}

/** `POST /pixverse/videos`: the name of a request in messages. The query is left out because it may contain a key. */
export function requestLine(incoming: Incoming): string {
  return `${incoming.method} ${incoming.path}`
}

/** The body as one value, without the files of a form. */
export function bodyValue(incoming: Incoming): Json | undefined {
  if (incoming.body.kind === 'json') return incoming.body.value
  return incoming.body.kind === 'form' ? incoming.body.fields : undefined
}

/** The fields of the query and the body. The body's fields win. */
export function sentFields(incoming: Incoming): JsonObject {
  const body = bodyValue(incoming)
  return { ...incoming.query, ...(isObject(body) ? body : {}) }
}

/** The fields of path, query and body. The body's fields win. */
export function requestFields(request: EndpointRequest): JsonObject {
  const body = bodyValue(request.incoming)
  return { ...request.parameters, ...(isObject(body) ? body : {}) }
}
