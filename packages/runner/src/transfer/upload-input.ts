import { openAsBlob } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { ProviderClient } from '@shotlist/core'
import { InputError } from '../errors/input-error.ts'
import { mediaType } from './media-type.ts'

/** What is uploaded: a file, its path relative to `root`, or a URL that the provider fetches itself. */
export type UploadSource = { readonly root: string; readonly file: string } | { readonly url: string }

/**
 * Uploads an input through an operation of the document. Returns its id at the provider.
 *
 * @throws {InputError} the file cannot be read; and what core's `upload` throws
 */
export async function uploadInput(client: ProviderClient, operation: string, source: UploadSource): Promise<string> {
  if ('url' in source) return (await client.upload(operation, source)).value
  const data = await openAsBlob(resolve(source.root, source.file), {
    type: mediaType(source.file),
  }).catch((error: unknown) => {
    throw new InputError(source.file, error)
  })
  return (await client.upload(operation, { data, name: basename(source.file) })).value
}
