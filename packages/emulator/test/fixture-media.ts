import { readFileSync } from 'node:fs'
import type { ClipSpec, ImageSpec, MediaMaker } from '../src/index.ts'

const clip = readFileSync(new URL('./fixtures/clip.mp4', import.meta.url))

/** The files that a test's emulator requested. */
export type Made = {
  readonly clips: ClipSpec[]
  readonly extensions: { readonly sourceBytes: number; readonly spec: ClipSpec }[]
  readonly images: ImageSpec[]
}

/** Returns one small clip for every request, and records the requests. */
export function fixtureMedia(): MediaMaker & { readonly made: Made } {
  const made: Made = { clips: [], extensions: [], images: [] }
  return {
    made,
    clip: (spec) => {
      made.clips.push(spec)
      return Promise.resolve(clip)
    },
    extend: (source, spec) => {
      made.extensions.push({ sourceBytes: source.byteLength, spec })
      return Promise.resolve(Buffer.concat([source, clip]))
    },
    image: (spec) => {
      made.images.push(spec)
      return Promise.resolve(Uint8Array.from([0x89, 0x50, 0x4e, 0x47]))
    },
    close: () => Promise.resolve(),
  }
}
