import type { UploadRule } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { pictureSize } from './picture-size.ts'

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 102.4) / 10} MB`

/** What says nothing about a file. */
const untyped = new Set(['', 'application/octet-stream'])

/** The file with its type, where it has none and begins as one of the types taken. */
const typed = async (blob: Blob, types: readonly string[]): Promise<Blob> => {
  if (!untyped.has(blob.type)) return blob
  const { fileType } = await import('./file-type.ts')
  const type = await fileType(blob)
  return type !== undefined && types.includes(type) ? blob.slice(0, blob.size, type) : blob
}

/**
 * Checks a file against what the upload takes, before it is sent, and gives it with its type.
 *
 * @throws InvalidInputError for a file that is empty, too large (in bytes, or as a picture in pixels), or of another type.
 */
export const checkUpload = async (
  operation: string,
  blob: Blob,
  { file, accepts }: Pick<UploadRule, 'file' | 'accepts'>,
): Promise<Blob> => {
  const { size, type } = blob
  const pointer = `/${file}`
  const refuse = (message: string) => new InvalidInputError(operation, [{ pointer, message: `${file} ${message}` }])
  const [mediaType = ''] = type.toLowerCase().split(';')
  if (size === 0) throw refuse('is empty')
  if (accepts.maxBytes !== undefined && size > accepts.maxBytes) {
    throw refuse(`is of ${megabytes(size)}, and ${megabytes(accepts.maxBytes)} are taken at the most`)
  }
  if (accepts.types.length > 0 && !untyped.has(mediaType) && !accepts.types.includes(mediaType)) {
    throw refuse(`is of type ${mediaType}, and taken are ${accepts.types.join(', ')}`)
  }
  if (accepts.maxSide === undefined) return typed(blob, accepts.types)
  const { width, height } = (await pictureSize(blob)) ?? { width: 0, height: 0 }
  if (Math.max(width, height) > accepts.maxSide) {
    throw refuse(`is of ${width} by ${height} pixels, and ${accepts.maxSide} a side are taken at the most`)
  }
  return typed(blob, accepts.types)
}
