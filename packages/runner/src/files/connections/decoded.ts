import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The content of an answer that came compressed, though nobody asked for that. */
export function decoded(stream: Readable, headers: Headers): Readable {
  const decoder = DECODERS[headers.get('content-encoding')?.trim().toLowerCase() ?? '']?.()
  // What breaks shows where the content is read.
  return decoder === undefined ? stream : pipeline(stream, decoder, () => undefined)
}
