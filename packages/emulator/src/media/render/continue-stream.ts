import { type AvcConfig, readAvcConfig, writeAvcConfig } from '../h264/avcc.ts'
import { BitReader } from '../h264/bit-reader.ts'
import { prefixLength, prefixSize } from '../h264/prefix-length.ts'
import { renumberPictureSet, renumberSequenceSet, renumberSlice } from '../h264/renumber.ts'
import { type ClipStream, endOf, type Packet } from '../mp4/clip-stream.ts'
import { UnsuitableSourceError } from '../mp4/unsuitable-source-error.ts'

/**
 * `source`, and after it `added` (one slice a packet, as rendered here). The source's packets are taken over untouched. A source by
 * another encoder keeps its parameter sets; those of what is added get ids that are free.
 *
 * @throws {UnsuitableSourceError} when the source's packets are in a form that cannot be mixed with ours.
 */
export function continueStream(source: ClipStream, added: ClipStream): ClipStream {
  const start = Math.min(0, ...source.packets.map((packet) => packet.timestamp))
  const packets = source.packets.map((packet) => later(packet, -start))
  const joined = sameBytes(source.description, added.description) ? added : adapt(added, readConfig(source.description))
  return {
    ...source,
    description: joined.description,
    packets: [...packets, ...joined.packets.map((packet) => later(packet, endOf(packets)))],
    ...(source.audio === undefined
      ? {}
      : { audio: { ...source.audio, packets: source.audio.packets.map((packet) => later(packet, -start)) } }),
  }
}

/** `added`, with the ids of its parameter sets changed so that they can stand beside those of `config`. */
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
      data: prefixLength(renumberSlice(packet.data.subarray(prefixSize), pictureId)),
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
  if (config.lengthSize !== prefixSize) throw new UnsuitableSourceError(`its lengths have ${config.lengthSize} bytes`)
  return config
}

/** The id of a parameter set, which stands after the NAL header and `skip` bits. */
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
