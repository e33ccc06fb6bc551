import type { ClipSpec, ImageSpec } from '../../tasks/media-maker.ts'
import { drawCard } from '../draw/draw-card.ts'
import { readClip, readSeconds } from '../mp4/read-clip.ts'
import { UnsuitableSourceError } from '../mp4/unsuitable-source-error.ts'
import { writeClip } from '../mp4/write-clip.ts'
import { continueStream } from './continue-stream.ts'
import { renderStream } from './render-stream.ts'

/** One file to make. Plain data, so that it can go to another thread. */
export type RenderJob =
  | { readonly kind: 'clip'; readonly spec: ClipSpec }
  | { readonly kind: 'extend'; readonly spec: ClipSpec; readonly source: Uint8Array }
  | { readonly kind: 'image'; readonly spec: ImageSpec }

/** Makes the file: MP4 for `clip` and `extend`, PNG for `image`. */
export async function render(job: RenderJob): Promise<Uint8Array> {
  switch (job.kind) {
    case 'clip':
      return writeClip(await renderStream(job.spec))
    case 'extend':
      return extend(job.source, job.spec)
    case 'image':
      return new Uint8Array(await drawCard(job.spec).encode('png'))
  }
}

/**
 * The new part has the source's size, whatever `spec` says. A source that is not H.264 cannot be continued without decoding it: then the
 * whole clip is drawn anew, as long as both together.
 */
async function extend(source: Uint8Array, spec: ClipSpec): Promise<Uint8Array> {
  try {
    const stream = await readClip(source)
    const { width, height } = stream
    if (width % 2 !== 0 || height % 2 !== 0) throw new UnsuitableSourceError('its size is odd')
    return await writeClip(continueStream(stream, await renderStream({ ...spec, width, height })))
  } catch (error) {
    if (!(error instanceof UnsuitableSourceError)) throw error
    const before = (await readSeconds(source)) ?? 0
    return writeClip(await renderStream({ ...spec, seconds: before + spec.seconds, notes: [...spec.notes, 'source not shown'] }))
  }
}
