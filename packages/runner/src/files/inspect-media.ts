import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { DownloadError } from '../errors/output-errors.ts'
import type { MediaFacts } from '../job/job-state.ts'

/** The kind of file that a job makes. */
export type MediaKind = 'video' | 'image' | 'audio'

/**
 * Reads width and height in pixels and the length in seconds from a finished download. Refuses a broken one: an error page, a clip that is
 * cut off, a container without video.
 *
 * @param content the whole file, if it is in memory
 * @throws {DownloadError} `broken`
 */
export async function inspectMedia(path: string, kind: MediaKind, content?: Uint8Array): Promise<MediaFacts> {
  const bytes = content === undefined ? openBytes(path) : bytesOf(content)
  try {
    if (kind === 'image') return inspectImage(bytes)
    checkBoxes(bytes)
    return await inspectContainer(bytes, kind)
  } finally {
    bytes.close()
  }
}

async function inspectContainer(bytes: Bytes, kind: 'video' | 'audio'): Promise<MediaFacts> {
  // Loaded here, because most verbs inspect no clip.
  const { ALL_FORMATS, CustomSource, Input, Logging, LogLevel } = await import('mediabunny')
  // Log lines of the library may contain bytes of a foreign file.
  Logging.level = LogLevel.Silent
  // Not the library's own source for buffers, which keeps the file in memory until a full garbage collection.
  const source = new CustomSource({ getSize: () => bytes.size, read: (start, end) => bytes.read(start, end - start) })
  const input = new Input({ formats: ALL_FORMATS, source })
  try {
    const duration = await input.computeDuration()
    // A stream may have no known length.
    const seconds = Number.isFinite(duration) ? { seconds: round(duration) } : {}
    if (duration <= 0) throw new DownloadError('broken', `the ${kind} has a length of 0: it is empty`)
    if (kind === 'audio') return seconds
    const track = await input.getPrimaryVideoTrack()
    if (track === null || (await track.computeDuration()) <= 0) throw new DownloadError('broken', 'the downloaded file has no video in it')
    return { width: track.displayWidth, height: track.displayHeight, ...seconds }
  } catch (error) {
    if (error instanceof DownloadError) throw error
    throw new DownloadError('broken', `the downloaded file is not a ${kind} (${firstWords(bytes)})`, error)
  } finally {
    input.dispose()
  }
}

/** Rounds to milliseconds, to remove floating-point errors such as 5.000000000000001. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

/**
 * Checks that an MP4 is complete. It is a sequence of boxes (ISO/IEC 14496-12, section 4.2) that ends with the file. A file that is cut off
 * still has its header, so a reader of headers does not notice.
 */
function checkBoxes(bytes: Bytes): void {
  const { size } = bytes
  let at = 0
  while (at < size) {
    const head = bytes.read(at, 16)
    const type = head.toString('latin1', 4, 8)
    // Not an MP4: the container reader decides what it is.
    if (at === 0 && type !== 'ftyp') return
    const declared = head.readUInt32BE(0)
    const length = declared === 1 ? Number(head.readBigUInt64BE(8)) : declared === 0 ? size - at : declared
    if (length < 8 || at + length > size) throw new DownloadError('broken', `the clip is cut off in its ${type} box`)
    at += length
  }
}

/** Identifies an image by its first bytes: JPEG, PNG, WebP or GIF. */
function inspectImage(bytes: Bytes): MediaFacts {
  const head = bytes.read(0, 32)
  const ascii = head.toString('latin1')
  if (head.readUInt32BE(0) === 0x89504e47) return sized({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) })
  if (ascii.startsWith('GIF8')) return sized({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) })
  if (head.readUInt16BE(0) === 0xffd8 || (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WEBP')) return {}
  throw new DownloadError('broken', `the downloaded file is not an image (${firstWords(bytes)})`)
}

/** Refuses a size of 0: missing bytes of an image that is cut off are read as zero. */
function sized(facts: { readonly width: number; readonly height: number }): MediaFacts {
  if (facts.width === 0 || facts.height === 0) throw new DownloadError('broken', 'the downloaded image has no size: it is cut off or empty')
  return facts
}

/** The beginning of a text for a message, because it may be an error page. */
function firstWords(bytes: Bytes): string {
  const head = bytes.read(0, Math.min(60, bytes.size)).toString('latin1')
  return /^[\x20-\x7e\s]*$/.test(head) ? `it begins "${head.replaceAll(/\s+/g, ' ').trim()}"` : 'it is not text either'
}

/** Random access to the bytes of a file. */
type Bytes = {
  readonly size: number
  /** Returns exactly `length` bytes. Bytes beyond the end are zero. */
  read(at: number, length: number): Buffer
  close(): void
}

/** The bytes of a file in memory. `close` releases it. */
function bytesOf(content: Uint8Array): Bytes {
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

/** The bytes of a file on the disk. */
function openBytes(path: string): Bytes {
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
