import { defined } from '@shotlist/codegen/defined'
import encoders from 'h264-mp4-encoder'
import type { ClipSpec, ImageSpec } from '../tasks/media.ts'
import { drawCard } from './draw-card.ts'
import { type AvcConfig, readAvcConfig, writeAvcConfig } from './h264/avcc.ts'
import { BitReader } from './h264/bits.ts'
import { BLOCK_SIZE, renumberPictureSet, renumberSequenceSet, renumberSlice, shiftSlice } from './h264/rewrite-units.ts'
import { readStreamFacts } from './h264/stream-facts.ts'
import { type ClipStream, endOf, type Packet, readClip, readSeconds, UnsuitableSourceError, writeClip } from './mp4.ts'

/** One file to make. Plain data, so that it can be sent to another thread. */
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
 * Extends a clip. The new part has the source's size, not that of `spec`. A source that is not H.264 cannot be continued without decoding,
 * so a new clip of the combined length is drawn.
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

/**
 * Appends `added` (one slice a packet, as rendered here) to `source`. The source's packets are not changed. If the source comes from
 * another encoder, its parameter sets stay, and those of `added` get free ids.
 *
 * @throws {UnsuitableSourceError} if the source's packets have a form that cannot be combined with ours.
 */
function continueStream(source: ClipStream, added: ClipStream): ClipStream {
  const start = Math.min(0, ...source.packets.map((packet) => packet.timestamp))
  const packets = source.packets.map((packet) => later(packet, -start))
  const joined = sameBytes(source.description, added.description) ? added : adapt(added, readConfig(source.description))
  return {
    ...source,
    description: joined.description,
    packets: [...packets, ...joined.packets.map((packet) => later(packet, endOf(packets)))],
    ...defined({
      audio:
        source.audio === undefined ? undefined : { ...source.audio, packets: source.audio.packets.map((packet) => later(packet, -start)) },
    }),
  }
}

/** Changes the ids of the parameter sets of `added`, so that they do not collide with those of `config`. */
function adapt(added: ClipStream, config: AvcConfig): Pick<ClipStream, 'description' | 'packets'> {
  const own = readAvcConfig(added.description)
  const [ownSequence, ownPicture] = [own.sequenceSets[0], own.pictureSets[0]]
  if (ownSequence === undefined || ownPicture === undefined) throw new UnsuitableSourceError('no parameter sets')
  const sequenceId = freeId(config.sequenceSets.map((set) => idAfter(set, 24)))
  const pictureId = freeId(config.pictureSets.map((set) => idAfter(set, 0)))
  return {
    description: writeAvcConfig({
      ...config,
      sequenceSets: [...config.sequenceSets, renumberSequenceSet(ownSequence, sequenceId)],
      pictureSets: [...config.pictureSets, renumberPictureSet(ownPicture, pictureId, sequenceId)],
    }),
    packets: added.packets.map((packet) => ({
      ...packet,
      data: prefixLength(renumberSlice(packet.data.subarray(PREFIX_SIZE), pictureId)),
    })),
  }
}

function readConfig(description: Uint8Array): AvcConfig {
  let config: AvcConfig
  try {
    config = readAvcConfig(description)
  } catch (error) {
    throw new UnsuitableSourceError('its parameter sets cannot be read', { cause: error })
  }
  if (config.lengthSize !== PREFIX_SIZE) throw new UnsuitableSourceError(`its lengths have ${config.lengthSize} bytes`)
  return config
}

/** The id of a parameter set: the value after the NAL header and `skip` bits. */
function idAfter(set: Uint8Array, skip: number): number {
  const reader = new BitReader(set.subarray(1))
  reader.bits(skip)
  return reader.unsigned()
}

function freeId(taken: readonly number[]): number {
  let id = 0
  while (taken.includes(id)) id += 1
  return id
}

function later(packet: Packet, seconds: number): Packet {
  return seconds === 0 ? packet : { ...packet, timestamp: packet.timestamp + seconds }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

/**
 * Renders a clip as a stream. Only the first picture is drawn and encoded; the others only say which of its macroblocks move, so a clip of
 * any length costs about as much as a still.
 */
async function renderStream(spec: ClipSpec): Promise<ClipStream> {
  const { width, height } = spec
  const row = markRow(height)
  const notes = [...spec.notes, `${Number(spec.seconds.toFixed(3))} s`]
  const canvas = drawCard({ ...spec, notes }, { top: row * BLOCK_SIZE, height: BLOCK_SIZE, filled: FIRST_EDGE })
  const still = await encodeStill({ width, height, rgba: canvas.data() })
  const facts = readStreamFacts(still.sequenceSet, still.pictureSet)
  const columns = Math.ceil(width / BLOCK_SIZE)
  const blocks = columns * Math.ceil(height / BLOCK_SIZE)
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
            first: Math.floor(before / BLOCK_SIZE),
            end: before === edge ? Math.floor(before / BLOCK_SIZE) : Math.min(columns, Math.ceil(edge / BLOCK_SIZE)),
            by: edge - before,
            sinceKey: index,
          })
    const duration = spec.seconds / edges.length
    return { data: prefixLength(unit), type: index === 0 ? 'key' : 'delta', timestamp: index * duration, duration }
  })
  const description = writeAvcConfig({
    profile: still.sequenceSet.subarray(1, 4),
    lengthSize: PREFIX_SIZE,
    sequenceSets: [still.sequenceSet],
    pictureSets: [still.pictureSet],
    extra: new Uint8Array(),
  })
  return { width, height, description, packets }
}

const FRAMES_PER_SECOND = 24
/** Chroma has half the samples, so an odd step would blur the mark's edge more with every picture. */
const STEP = 2

/** The width of the mark at the start of a clip, in pixels. */
const FIRST_EDGE = 8

/** The number of pictures in a clip. At least two, so that something moves. */
export function frameCount(seconds: number): number {
  return Math.max(2, Math.round(seconds * FRAMES_PER_SECOND))
}

/** The mark's right edge in each picture. In the last one it reaches the picture's right edge. */
export function markEdges(width: number, frames: number): number[] {
  return Array.from(
    { length: frames },
    (_, index) => FIRST_EDGE + STEP * Math.round(((width - FIRST_EDGE) * index) / ((frames - 1) * STEP)),
  )
}

/** The row of macroblocks in which the mark moves: the last one that is completely inside the picture. */
export function markRow(height: number): number {
  return Math.max(1, Math.floor(height / BLOCK_SIZE) - 1)
}

/** Pixels, four bytes each (red, green, blue, opaque), row by row. */
type Picture = { readonly width: number; readonly height: number; readonly rgba: Uint8Array }

/** A key picture and its parameter sets. NAL units without length or start code. */
type Still = { readonly sequenceSet: Uint8Array; readonly pictureSet: Uint8Array; readonly slice: Uint8Array }

/** The fastest setting. */
const SPEED = 10
/** From 10 (best) to 51 (smallest): text stays sharp, and a 720p card takes about 10 kB. */
const QUANTIZER = 26

/** Encodes one picture. Width and height must be even. */
async function encodeStill(picture: Picture): Promise<Still> {
  const encoder = await encoders.createH264MP4Encoder()
  try {
    encoder.width = picture.width
    encoder.height = picture.height
    encoder.frameRate = 24
    encoder.speed = SPEED
    encoder.quantizationParameter = QUANTIZER
    encoder.groupOfPictures = 1
    encoder.initialize()
    encoder.addFrameRgba(picture.rgba)
    encoder.finalize()
    const stream = await readClip(encoder.FS.readFile(encoder.outputFilename))
    const { sequenceSets, pictureSets } = readAvcConfig(stream.description)
    const [sequenceSet, pictureSet, slice] = [sequenceSets[0], pictureSets[0], stream.packets[0]?.data.subarray(PREFIX_SIZE)]
    if (sequenceSet === undefined || pictureSet === undefined || slice === undefined) throw new Error('the H.264 encoder wrote no picture')
    return { sequenceSet, pictureSet, slice }
  } finally {
    // All encoders share one file system in memory, which would otherwise grow by one file for each.
    encoder.FS.unlink(encoder.outputFilename)
    encoder.delete()
  }
}

/** Bytes of the length prefix of each NAL unit in the files written here. */
export const PREFIX_SIZE = 4

/** A NAL unit with its length prefix, as in MP4 files. */
export function prefixLength(unit: Uint8Array): Uint8Array {
  const packet = new Uint8Array(PREFIX_SIZE + unit.length)
  new DataView(packet.buffer).setUint32(0, unit.length)
  packet.set(unit, PREFIX_SIZE)
  return packet
}
