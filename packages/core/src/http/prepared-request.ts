/** A request, complete but for what is fresh in every try: key, trace id, idempotency key. */
export type PreparedRequest = {
  /** The operation's name, or the operationId of a read. */
  readonly operation: string
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | FormData | ArrayBuffer
}

/** An answer as it came. */
export type RawAnswer = { readonly status: number; readonly headers: Headers; readonly text: string }
