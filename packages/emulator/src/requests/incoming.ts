import type { Json, JsonObject } from '../answers/json.ts'

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

/** `POST /pixverse/videos`: how a request is named in messages. Queries may carry keys, so they are left out. */
export function requestLine(incoming: Incoming): string {
  return `${incoming.method} ${incoming.path}`
}
