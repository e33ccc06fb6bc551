import type { UploadRule } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'

/** A size, rounded up, in the megabytes in which the limit is a round number: of 1000 times 1000 bytes, or of 1024 times 1024. */
function megabytes(bytes: number, limit: number): string {
  return `${Math.ceil(bytes / (limit % 1000 === 0 ? 1e4 : 10_485.76)) / 100} MB`
}

/** Types that say nothing about a file. */
const UNTYPED = new Set(['', 'application/octet-stream'])

/** Gives a file without a type the type of its first bytes, if that type is accepted. */
async function withDetectedType(blob: Blob, types: readonly string[]): Promise<Blob> {
  if (!UNTYPED.has(blob.type)) return blob
  const { fileType } = await import('./file-type.ts')
  const type = await fileType(blob)
  return type !== undefined && (types.length === 0 || types.includes(type)) ? blob.slice(0, blob.size, type) : blob
}

/**
 * Checks a file against the upload's limits before it is sent, and returns it with its type.
 *
 * @throws InvalidInputError for a file that is empty, too large (in bytes or pixels), or of another type.
 */
export async function checkUpload(
  operation: string,
  blob: Blob,
  { file, accepts, pointer = `/${file}` }: Pick<UploadRule, 'file' | 'accepts'> & { readonly pointer?: string },
): Promise<Blob> {
  const { size, type } = blob
  const refuse = (message: string) => new InvalidInputError(operation, [{ pointer, message: `${file} ${message}` }])
  const [mediaType = ''] = type.toLowerCase().split(';')
  if (size === 0) throw refuse('is empty')
  if (accepts.maxBytes !== undefined && size > accepts.maxBytes) {
    throw refuse(`is ${megabytes(size, accepts.maxBytes)}; the limit is ${megabytes(accepts.maxBytes, accepts.maxBytes)}`)
  }
  if (accepts.types.length > 0 && !UNTYPED.has(mediaType) && !accepts.types.includes(mediaType)) {
    throw refuse(`has the type ${mediaType}; accepted types: ${accepts.types.join(', ')}`)
  }
  if (accepts.maxSide === undefined) return withDetectedType(blob, accepts.types)
  const { width, height } = (await pictureSize(blob)) ?? { width: 0, height: 0 }
  if (Math.max(width, height) > accepts.maxSide) {
    throw refuse(`is ${width} by ${height} pixels; the limit is ${accepts.maxSide} per side`)
  }
  return withDetectedType(blob, accepts.types)
}

/** Width and height of a picture, in pixels. */
type PictureSize = { readonly width: number; readonly height: number }

/** Enough for the metadata that cameras write before a JPEG's size; PNG and WebP need 30 bytes. */
const HEAD_BYTES = 256 * 1024

function text(view: DataView, from: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + from, length))
}

/** PNG (RFC 2083): the size is in the first chunk, IHDR. */
function ofPng(view: DataView): PictureSize | undefined {
  return text(view, 1, 3) === 'PNG' && text(view, 12, 4) === 'IHDR' ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined
}

/** JPEG (ITU T.81): the size is in the frame header, SOF0 to SOF15, after any number of other segments. */
function ofJpeg(view: DataView): PictureSize | undefined {
  if (view.getUint16(0) !== 0xff_d8) return undefined
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1)
    // C4, C8 and CC are tables and extensions, not frames.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    // A marker may be padded with further FF.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}

/** WebP (RFC 9649): there are three kinds of first chunk, each with the size at another offset. */
function ofWebp(view: DataView): PictureSize | undefined {
  if (text(view, 0, 4) !== 'RIFF' || text(view, 8, 4) !== 'WEBP') return undefined
  const kind = text(view, 12, 4)
  if (kind === 'VP8X') return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3f_ff, height: view.getUint16(28, true) & 0x3f_ff }
  if (kind !== 'VP8L') return undefined
  const bits = view.getUint32(21, true)
  return { width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 }
}

/** Reads the size of a PNG, JPEG or WebP picture from its first bytes; undefined for other or broken files. */
export async function pictureSize(blob: Blob): Promise<PictureSize | undefined> {
  const view = new DataView(await blob.slice(0, HEAD_BYTES).arrayBuffer())
  try {
    return ofPng(view) ?? ofJpeg(view) ?? ofWebp(view)
  } catch {
    // A truncated file throws a RangeError: the provider checks it then.
    return undefined
  }
}
