import type { EndpointModel } from '@shotlist/codegen'
import { isObject, type Json, type JsonObject } from '../responses/json.ts'
import type { Fault } from '../scenario/faults.ts'

/** A file of a multipart body. */
export type FilePart = { readonly name: string; readonly fileName: string; readonly type: string; readonly content: Uint8Array }

/** A request as the emulator sees it: read whole, nothing judged yet. */
export type Incoming = {
  readonly method: string
  /** The path without the query, as it came. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Without parameters, in lower case; empty where there is none. */
  readonly contentType: string
  readonly body: IncomingBody
}

/** What the body turned out to be. `broken` says why it could not be read. */
export type IncomingBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'form'; readonly fields: JsonObject; readonly files: readonly FilePart[] }
  | { readonly kind: 'broken'; readonly why: string; readonly status?: number }

/** A request whose endpoint is known and whose parameters are good. */
export type EndpointRequest = {
  readonly incoming: Incoming
  readonly endpoint: EndpointModel
  readonly pathParameters: Readonly<Record<string, string>>
  /** Fields of path and query with their types. */
  readonly parameters: JsonObject
  /** The faults that strike it. */
  readonly faults: readonly Fault[]
}

/** `POST /pixverse/videos`: how a request is named in messages. Queries may carry keys, so they are left out. */
export function requestLine(incoming: Incoming): string {
  return `${incoming.method} ${incoming.path}`
}

/** The body as one value; files of a form are not in it. */
export function bodyValue(incoming: Incoming): Json | undefined {
  if (incoming.body.kind === 'json') return incoming.body.value
  return incoming.body.kind === 'form' ? incoming.body.fields : undefined
}

/** The fields a request sends, wherever they go: its query, overlaid with its body. */
export function sentFields(incoming: Incoming): JsonObject {
  const body = bodyValue(incoming)
  return { ...incoming.query, ...(isObject(body) ? body : {}) }
}

/** All fields of a request, wherever they go. */
export function requestFields(request: EndpointRequest): JsonObject {
  const body = bodyValue(request.incoming)
  return { ...request.parameters, ...(isObject(body) ? body : {}) }
}
