/** The bytes of a file. A stream may be a web stream or a Node stream (`createReadStream(path)`). */
type FileData =
  | Blob
  | ArrayBuffer
  | Uint8Array<ArrayBuffer>
  | ReadableStream<Uint8Array<ArrayBuffer>>
  | AsyncIterable<Uint8Array<ArrayBuffer>>

/**
 * A file to upload: a `File` or `Blob` (in Node: `await openAsBlob(path)`), bytes, a stream, or a URL that the provider fetches itself (not every
 * upload supports that): `{ url: 'https://...' }`, or a `URL`. `name` and `type` (a MIME type) are for data that does not hold them itself; the
 * type of common pictures, clips and sounds is detected from their first bytes.
 */
export type FileInput =
  | FileData
  | { readonly data: FileData; readonly name?: string; readonly type?: string }
  | { readonly url: string | URL }
  | URL

/** Whether a value in an input is a file: any object is, because ids are numbers or text. */
export function isFileInput(value: unknown): value is FileInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A file for a form, or the URL that the provider fetches it from. */
type UploadSource = { readonly blob: Blob; readonly name: string } | { readonly url: string }

function nameOf(blob: Blob): string | undefined {
  return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined
}

/** The data as one Blob; undefined if it is not file data. A stream is read whole: a form needs its length, and a retry needs the bytes again. */
async function blobOf(data: FileData | undefined): Promise<Blob | undefined> {
  if (data instanceof Blob) return data
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return new Blob([data])
  if (data instanceof ReadableStream) return new Response(data).blob()
  if (typeof data !== 'object' || !(Symbol.asyncIterator in data)) return undefined
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of data) parts.push(part)
  return new Blob(parts)
}

/** Reads a file input; undefined if it is not one, since callers without TypeScript may pass a path or a response. */
export async function uploadSource(file: FileInput): Promise<UploadSource | undefined> {
  if (file instanceof URL) return { url: file.href }
  if (typeof file !== 'object' || file === null || file instanceof Response) return undefined
  if ('url' in file) return { url: String(file.url) }
  const { data = undefined, name, type } = 'data' in file ? file : { data: file }
  const blob = await blobOf(data)
  if (blob === undefined) return undefined
  return { blob: type === undefined ? blob : blob.slice(0, blob.size, type), name: name ?? nameOf(blob) ?? 'file' }
}
