import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The bytes of a file, to be looked at here and there. */
export type Bytes = {
  readonly size: number
  /** As many as asked for: beyond the end they are zero. */
  read(at: number, length: number): Buffer
  close(): void
}

/** Of a file that is in memory; it is let go when this is closed. */
export function bytesOf(content: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength: size } = content
  let all = Buffer.from(buffer, byteOffset, size)
  return {
    size,
    read(at, length) {
      const found = all.subarray(at, at + length)
      return found.length === length ? found : Buffer.concat([found], length)
    },
    close: () => {
      all = Buffer.alloc(0)
    },
  }
}

/** Of a file on the disk. */
export function openBytes(path: string): Bytes {
  const file = openSync(path, 'r')
  return {
    size: fstatSync(file).size,
    read(at, length) {
      const found = Buffer.alloc(length)
      readSync(file, found, 0, length, at)
      return found
    },
    close: () => closeSync(file),
  }
}
