/** The bytes that the longest signature below needs. */
const HEAD_BYTES = 12

const ISOBMFF: Readonly<Record<string, string>> = { 'qt  ': 'video/quicktime', 'M4A ': 'audio/mp4', 'M4B ': 'audio/mp4' }

// oxlint-disable no-control-regex -- these files begin with control characters
/** MIME types by a file's first bytes, as Latin-1: WHATWG's MIME Sniffing, sections 6.1 and 6.2, and AAC, which it does not cover. */
const SIGNATURES: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^\x89PNG\r\n\x1a\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF.{4}WEBP/s, 'image/webp'],
  [/^RIFF.{4}WAVE/s, 'audio/wav'],
  [/^\x1a\x45\xdf\xa3/, 'video/webm'],
  [/^(?:ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/, 'audio/mpeg'],
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'audio/aac'],
]

/** Detects the MIME type of a picture, clip or sound from its first bytes; undefined for uncommon types. */
export async function fileType(blob: Blob): Promise<string | undefined> {
  const head = String.fromCharCode(...new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer()))
  const brand = /^.{4}ftyp(.{4})/s.exec(head)?.[1]
  if (brand !== undefined) return ISOBMFF[brand] ?? 'video/mp4'
  return SIGNATURES.find(([pattern]) => pattern.test(head))?.[1]
}
