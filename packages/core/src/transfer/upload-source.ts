import type { FileData, FileInput } from './file-input.ts'

/** A file as it goes into a form, or the URL the provider is to fetch it from. */
export type UploadSource = { readonly blob: Blob; readonly name: string } | { readonly url: string }

const nameOf = (blob: Blob): string | undefined =>
  'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined

/** What has the bytes as one Blob; nothing for what has none. A stream is read whole: a form needs its length, and a retry needs it again. */
const blobOf = async (data: FileData | undefined): Promise<Blob | undefined> => {
  if (data instanceof Blob) return data
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return new Blob([data])
  if (data instanceof ReadableStream) return new Response(data).blob()
  if (typeof data !== 'object' || !(Symbol.asyncIterator in data)) return undefined
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of data) parts.push(part)
  return new Blob(parts)
}

/** Makes a Blob of what was given. `undefined` for what is no file: callers without types give paths, responses and what not. */
export const uploadSource = async (file: FileInput): Promise<UploadSource | undefined> => {
  if (file instanceof URL) return { url: file.href }
  if (typeof file !== 'object' || file === null || file instanceof Response) return undefined
  if ('url' in file) return { url: String(file.url) }
  const { data = undefined, name, type } = 'data' in file ? file : { data: file }
  const blob = await blobOf(data)
  if (blob === undefined) return undefined
  return { blob: type === undefined ? blob : blob.slice(0, blob.size, type), name: name ?? nameOf(blob) ?? 'file' }
}
