import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import { escapePayload, unescapePayload } from './escape.ts'

/** Gives a sequence parameter set another id. */
export function renumberSequenceSet(set: Uint8Array, id: number): Uint8Array {
  return rewrite(set, (reader, writer) => {
    writer.bits(reader.bits(24), 24)
    reader.unsigned()
    writer.unsigned(id)
  })
}

/** Gives a picture parameter set another id, and the sequence parameter set it refers to. */
export function renumberPictureSet(set: Uint8Array, id: number, sequenceSet: number): Uint8Array {
  return rewrite(set, (reader, writer) => {
    reader.unsigned()
    reader.unsigned()
    writer.unsigned(id).unsigned(sequenceSet)
  })
}

/** Makes a slice refer to another picture parameter set. Only for variable-length coding: arithmetic coding is aligned to bytes. */
export function renumberSlice(slice: Uint8Array, pictureSet: number): Uint8Array {
  return rewrite(slice, (reader, writer) => {
    writer.unsigned(reader.unsigned()).unsigned(reader.unsigned())
    reader.unsigned()
    writer.unsigned(pictureSet)
  })
}

/** Changes the beginning of a NAL unit's payload and copies the rest, moved by as many bits as the beginning grew. */
function rewrite(unit: Uint8Array, change: (reader: BitReader, writer: BitWriter) => void): Uint8Array {
  const payload = unescapePayload(unit.subarray(1))
  const reader = new BitReader(payload)
  const writer = new BitWriter()
  change(reader, writer)
  const closing = trailingBits(payload)
  while (reader.left > closing) writer.bits(reader.bits(1), 1)
  return Uint8Array.from([unit[0] ?? 0, ...escapePayload(writer.finish())])
}

/** Length of the closing 1 and the zeros after it. */
function trailingBits(payload: Uint8Array): number {
  let end = payload.length
  while (end > 0 && payload[end - 1] === 0) end -= 1
  const last = payload[end - 1] ?? 0
  return (payload.length - end) * 8 + (31 - Math.clz32(last & -last)) + 1
}
