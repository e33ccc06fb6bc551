/** The body of an answer, as it comes. */
export type BodyLike = { getReader(): Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'> }

/** The part of the standard `Response` that is read. */
export type ResponseLike = Pick<Response, 'status' | 'headers'> & { readonly body: BodyLike | null }

/** The part of the standard `fetch` that is used: replace it to pool connections, to record, to test. */
export type FetchLike = (url: string, init: RequestInit) => Promise<ResponseLike>
