import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { DownloadError } from '../errors/output-errors.ts'
import type { MediaFacts } from '../job/job-state.ts'

/** What kind of file a job's result is. */
export type MediaKind = 'video' | 'image' | 'audio'

/**
 * Reads width, height and length from a finished download, and refuses one that is not what it should be: an error page, a clip that was
 * cut off, a container without a picture.
 *
 * @param content the whole file, where it is still in memory
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
  // Loaded late: most verbs never look into a clip.
  const { ALL_FORMATS, CustomSource, Input, Logging, LogLevel } = await import('mediabunny')
  // What the reader remarks holds bytes of a foreign file.
  Logging.level = LogLevel.Silent
  // (Its source of a file in memory is kept, with the file, until the whole heap is collected.)
  const source = new CustomSource({ getSize: () => bytes.size, read: (start, end) => bytes.read(start, end - start) })
  const input = new Input({ formats: ALL_FORMATS, source })
  try {
    const duration = await input.computeDuration()
    // A stream that says no length has none: no number stands for that.
    const seconds = Number.isFinite(duration) ? { seconds: round(duration) } : {}
    if (duration <= 0) throw new DownloadError('broken', `the ${kind} that came has no length: there is nothing in it`)
    if (kind === 'audio') return seconds
    const track = await input.getPrimaryVideoTrack()
    if (track === null || (await track.computeDuration()) <= 0) throw new DownloadError('broken', 'the file that came has no picture in it')
    return { width: track.displayWidth, height: track.displayHeight, ...seconds }
  } catch (error) {
    if (error instanceof DownloadError) throw error
    throw new DownloadError('broken', `the file that came is not a ${kind} (${firstWords(bytes)})`, error)
  } finally {
    input.dispose()
  }
}

/** Milliseconds are enough; floating point says 5.000000000000001. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

/**
 * An MP4 is a row of boxes (ISO/IEC 14496-12, section 4.2) that ends where the file ends. A cut-off one still has its header, so that
 * readers of headers do not notice.
 */
function checkBoxes(bytes: Bytes): void {
  const { size } = bytes
  let at = 0
  while (at < size) {
    const head = bytes.read(at, 16)
    const type = head.toString('latin1', 4, 8)
    // Not an MP4 at all: what else it may be is for the reader to say.
    if (at === 0 && type !== 'ftyp') return
    const declared = head.readUInt32BE(0)
    const length = declared === 1 ? Number(head.readBigUInt64BE(8)) : declared === 0 ? size - at : declared
    if (length < 8 || at + length > size) throw new DownloadError('broken', `the clip is cut off in its ${type} box`)
    at += length
  }
}

/** Images are told by their first bytes; JPEG, PNG, WebP and GIF are what providers send. */
function inspectImage(bytes: Bytes): MediaFacts {
  const head = bytes.read(0, 32)
  const ascii = head.toString('latin1')
  if (head.readUInt32BE(0) === 0x89504e47) return sized({ width: head.readUInt32BE(16), height: head.readUInt32BE(20) })
  if (ascii.startsWith('GIF8')) return sized({ width: head.readUInt16LE(6), height: head.readUInt16LE(8) })
  if (head.readUInt16BE(0) === 0xffd8 || (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WEBP')) return {}
  throw new DownloadError('broken', `the file that came is not an image (${firstWords(bytes)})`)
}

/** Bytes that a cut-off picture lacks are read as zero. */
function sized(facts: { readonly width: number; readonly height: number }): MediaFacts {
  if (facts.width === 0 || facts.height === 0) throw new DownloadError('broken', 'the image that came has no size: it is cut off or empty')
  return facts
}

/** How a text begins, for a message: an error page says so itself. Other bytes tell nobody anything. */
function firstWords(bytes: Bytes): string {
  const head = bytes.read(0, Math.min(60, bytes.size)).toString('latin1')
  return /^[\x20-\x7e\s]*$/.test(head) ? `it begins "${head.replaceAll(/\s+/g, ' ').trim()}"` : 'nor is it text'
}

/** The bytes of a file, to be looked at here and there. */
type Bytes = {
  readonly size: number
  /** As many as asked for: beyond the end they are zero. */
  read(at: number, length: number): Buffer
  close(): void
}

/** Of a file that is in memory; it is let go when this is closed. */
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

/** Of a file on the disk. */
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
