import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ProviderClient } from '@shotlist/core'
import { InputError } from '../errors/input-errors.ts'
import { typeByExtension } from '../manifest/files/file-types.ts'

/** A file, by its path relative to `root` and its SHA-256 (hex). */
type InputFile = { readonly root: string; readonly file: string; readonly sha256: string }

/** An input to upload: a file, or a URL that the provider fetches. */
export type UploadSource = InputFile | { readonly url: string }

/**
 * Uploads an input through an operation of the document. Returns the provider's id for it.
 *
 * Refuses a file that has changed since the run began: the fingerprint of the clip holds its earlier hash, and later runs use the id again
 * for that hash.
 *
 * @throws {InputError} if the file cannot be read or has changed. Also throws what core's `upload` throws.
 */
export async function uploadInput(
  client: ProviderClient,
  operation: string,
  { signal, ...source }: UploadSource & { readonly signal: AbortSignal },
): Promise<string> {
  if ('url' in source) return (await client.upload(operation, source, { signal })).value
  return (await client.upload(operation, { data: await openInput(source), name: basename(source.file) }, { signal })).value
}

/**
 * Opens an input to send it.
 *
 * @throws {InputError} if it cannot be read or has changed since the run began
 */
export async function openInput({ root, file, sha256 }: InputFile): Promise<Blob> {
  const data = await openAsBlob(resolve(root, file), { type: mediaType(file) }).catch((error: unknown) => {
    throw new InputError(file, error)
  })
  if ((await hashOf(data, file)) !== sha256) throw new InputError(file, new Error(CHANGED))
  return data
}

const CHANGED = 'it has changed since the run began; run again'

/** SHA-256 (hex) of the bytes that are sent. If the file changes from here on, reading its blob fails. */
async function hashOf(data: Blob, file: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of data.stream()) hash.update(chunk)
  } catch (error) {
    throw new InputError(file, error)
  }
  return hash.digest('hex')
}

/** The MIME type of a file to send, by its file extension. The document's list decides what is accepted. */
export function mediaType(path: string): string {
  return typeByExtension(path) ?? 'application/octet-stream'
}
