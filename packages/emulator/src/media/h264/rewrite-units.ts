import { BitReader, BitWriter, escapePayload, unescapePayload } from './bits.ts'
import type { StreamFacts } from './stream-facts.ts'

/** The side of a macroblock in luma samples. */
export const BLOCK_SIZE = 16

/** Motion vectors are in quarters of a sample. */
const QUARTERS = 4

/** A picture that repeats the previous one, except for some macroblocks of one row. */
export type Shift = {
  /** Macroblocks across the picture, and in total. */
  readonly columns: number
  readonly blocks: number
  /** The row; not the first one. */
  readonly row: number
  /** The macroblocks to change: from `first` up to, but not including, `end`. */
  readonly first: number
  readonly end: number
  /** They show the samples that were this far to the left. */
  readonly by: number
  /** The number of pictures since the last key picture. */
  readonly sinceKey: number
}

/**
 * A P picture of one slice (H.264, 7.3.3 and 7.3.4): all macroblocks are skipped, which copies the previous picture, except those of
 * `shift`, which are copied from further left. It takes about twenty bytes and no encoder.
 *
 * No vector prediction is needed: in a single row below unmoved blocks, the median of the left neighbour's vector and two zero vectors is
 * zero, and a skipped block below an unmoved one does not move.
 */
export function shiftSlice(facts: StreamFacts, shift: Shift): Uint8Array {
  const writer = new BitWriter()
  writer.unsigned(0).unsigned(5).unsigned(facts.pictureSet)
  writer.bits(shift.sinceKey % 2 ** facts.frameNumberBits, facts.frameNumberBits)
  // No override of the reference count, no reordering, no marking; the same quantizer.
  writer.bits(0, 3).signed(0)
  // Copies need no deblocking.
  if (facts.deblockingControl) writer.unsigned(1)

  const start = shift.row * shift.columns
  let coded = 0
  for (let column = shift.first; column < shift.end; column += 1) {
    writer.unsigned(start + column - coded)
    // P_L0_16x16, the vector, and an empty coded block pattern.
    writer
      .unsigned(0)
      .signed(-QUARTERS * shift.by)
      .signed(0)
      .unsigned(0)
    coded = start + column + 1
  }
  if (coded < shift.blocks) writer.unsigned(shift.blocks - coded)
  const nalHeader = 0x61
  return Uint8Array.from([nalHeader, ...escapePayload(writer.finish())])
}

/** Changes the id of a sequence parameter set. */
export function renumberSequenceSet(set: Uint8Array, id: number): Uint8Array {
  return rewrite(set, (reader, writer) => {
    writer.bits(reader.bits(24), 24)
    reader.unsigned()
    writer.unsigned(id)
  })
}

/** Changes the id of a picture parameter set and of the sequence parameter set it refers to. */
export function renumberPictureSet(set: Uint8Array, id: number, sequenceSet: number): Uint8Array {
  return rewrite(set, (reader, writer) => {
    reader.unsigned()
    reader.unsigned()
    writer.unsigned(id).unsigned(sequenceSet)
  })
}

/**
 * Makes a slice refer to another picture parameter set. Works only for variable-length coding, because arithmetic coding is aligned to
 * bytes.
 */
export function renumberSlice(slice: Uint8Array, pictureSet: number): Uint8Array {
  return rewrite(slice, (reader, writer) => {
    writer.unsigned(reader.unsigned()).unsigned(reader.unsigned())
    reader.unsigned()
    writer.unsigned(pictureSet)
  })
}

/** Rewrites the beginning of a NAL unit's payload and copies the rest, shifted by the added bits. */
function rewrite(unit: Uint8Array, change: (reader: BitReader, writer: BitWriter) => void): Uint8Array {
  const payload = unescapePayload(unit.subarray(1))
  const reader = new BitReader(payload)
  const writer = new BitWriter()
  change(reader, writer)
  const closing = trailingBits(payload)
  while (reader.left > closing) writer.bits(reader.bits(1), 1)
  return Uint8Array.from([unit[0] ?? 0, ...escapePayload(writer.finish())])
}

/** The number of trailing bits: the trailing 1 and the zeros after it. */
function trailingBits(payload: Uint8Array): number {
  let end = payload.length
  while (end > 0 && payload[end - 1] === 0) end -= 1
  const last = payload[end - 1] ?? 0
  return (payload.length - end) * 8 + (31 - Math.clz32(last & -last)) + 1
}
