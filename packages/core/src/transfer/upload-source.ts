import type { FileInput } from './file-input.ts'

/** A file as it goes into a form, or the URL the provider is to fetch it from. */
export type UploadSource = { readonly blob: Blob; readonly name: string } | { readonly url: string }

const nameOf = (blob: Blob): string | undefined =>
  'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined

const blobOf = async (data: Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob> => {
  if (data instanceof Blob) return data
  return data instanceof ReadableStream ? new Response(data).blob() : new Blob([data])
}

/** Makes a Blob of what was given. A stream is read whole: a form needs its length, and a retry needs it again. */
export const uploadSource = async (file: FileInput): Promise<UploadSource> => {
  if ('url' in file) return { url: String(file.url) }
  if (file instanceof Blob) return { blob: file, name: nameOf(file) ?? 'file' }
  if (file instanceof Uint8Array) return { blob: new Blob([file]), name: 'file' }
  const { data, name, type } = file
  const blob = await blobOf(data)
  return { blob: type === undefined ? blob : blob.slice(0, blob.size, type), name: name ?? nameOf(blob) ?? 'file' }
}
