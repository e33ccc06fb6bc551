/** The bytes of a file. A stream may be one of the web, or one of Node (`createReadStream(path)`). */
export type FileData =
  | Blob
  | ArrayBuffer
  | Uint8Array<ArrayBuffer>
  | ReadableStream<Uint8Array<ArrayBuffer>>
  | AsyncIterable<Uint8Array<ArrayBuffer>>

/**
 * A file to upload: a `File` or `Blob` (in Node: `await openAsBlob(path)`), bytes, a stream, or a URL that the provider fetches itself (not every
 * upload can): `{ url: 'https://...' }`, or a `URL`. `name` and `type` (a MIME type) go with the bytes where the value does not carry them itself;
 * the type of common pictures, clips and sounds is seen from their first bytes.
 */
export type FileInput =
  | FileData
  | { readonly data: FileData; readonly name?: string; readonly type?: string }
  | { readonly url: string | URL }
  | URL
