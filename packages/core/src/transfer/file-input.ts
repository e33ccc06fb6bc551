/**
 * A file to upload: a `File` or `Blob` (in Node: `await openAsBlob(path)`), bytes, a stream, or a URL that the provider fetches itself (not every
 * upload can). `name` and `type` (a MIME type) go with the bytes where the value does not carry them itself.
 */
export type FileInput =
  | Blob
  | Uint8Array<ArrayBuffer>
  | {
      readonly data: Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>
      readonly name?: string
      readonly type?: string
    }
  | { readonly url: string | URL }
