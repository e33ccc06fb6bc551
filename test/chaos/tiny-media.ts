import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ClipSpec, MediaMaker } from '@shotlist/emulator'

/** A PNG of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const CLIP = readFileSync(new URL('../fixtures/clip.mp4', import.meta.url))

/**
 * Makes clips at no cost: a real clip, followed by the request in a `free` box (ISO/IEC 14496-12, section 8.1.2), so that every request has
 * different bytes and a clip under the wrong name is noticed.
 */
export const tinyMedia: MediaMaker = {
  clip: async (spec) => marked(spec),
  extend: async (source, spec) => marked(spec, createHash('sha256').update(source).digest('hex')),
  image: async () => PIXEL,
  close: async () => undefined,
}

function marked({ prompt, seconds, notes }: ClipSpec, source = ''): Buffer {
  const content = Buffer.from(JSON.stringify({ prompt, seconds, notes, source }))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + head.length, 0)
  head.write('free', 4, 'latin1')
  return Buffer.concat([CLIP, head, content])
}
