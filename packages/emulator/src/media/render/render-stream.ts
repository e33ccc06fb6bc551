import type { ClipSpec } from '../../tasks/media-maker.ts'
import { drawCard } from '../draw/draw-card.ts'
import { writeAvcConfig } from '../h264/avcc.ts'
import { encodeStill } from '../h264/encode-still.ts'
import { prefixLength, prefixSize } from '../h264/prefix-length.ts'
import { blockSize, shiftSlice } from '../h264/shift-slice.ts'
import { readStreamFacts } from '../h264/stream-facts.ts'
import type { ClipStream, Packet } from '../mp4/clip-stream.ts'
import { firstEdge, frameCount, markEdges, markRow } from './progress.ts'

/**
 * A clip as a stream. Only its first picture is drawn and encoded; the others say which macroblocks of it move, so that a clip of any
 * length costs about as much as a still.
 */
export async function renderStream(spec: ClipSpec): Promise<ClipStream> {
  const { width, height } = spec
  const row = markRow(height)
  const notes = [...spec.notes, `${Number(spec.seconds.toFixed(3))} s`]
  const canvas = drawCard({ ...spec, notes }, { top: row * blockSize, height: blockSize, filled: firstEdge })
  const still = await encodeStill({ width, height, rgba: canvas.data() })
  const facts = readStreamFacts(still.sequenceSet, still.pictureSet)
  const columns = Math.ceil(width / blockSize)
  const blocks = columns * Math.ceil(height / blockSize)
  const edges = markEdges(width, frameCount(spec.seconds))

  const packets = edges.map((edge, index): Packet => {
    const before = edges[index - 1]
    const unit =
      before === undefined
        ? still.slice
        : shiftSlice(facts, {
            columns,
            blocks,
            row,
            first: Math.floor(before / blockSize),
            end: before === edge ? Math.floor(before / blockSize) : Math.min(columns, Math.ceil(edge / blockSize)),
            by: edge - before,
            sinceKey: index,
          })
    const duration = spec.seconds / edges.length
    return { data: prefixLength(unit), type: index === 0 ? 'key' : 'delta', timestamp: index * duration, duration }
  })
  const description = writeAvcConfig({
    profile: still.sequenceSet.subarray(1, 4),
    lengthSize: prefixSize,
    sequenceSets: [still.sequenceSet],
    pictureSets: [still.pictureSet],
    extra: new Uint8Array(),
  })
  return { width, height, description, packets }
}
