import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'
import type { AudioStream, ClipStream, Packet } from './clip-stream.ts'

/** An MP4 file, its index before its pictures, so that it plays while it loads. */
export async function writeClip(stream: ClipStream): Promise<Uint8Array> {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const video = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(video)
  const sound = stream.audio === undefined ? undefined : addSound(output, stream.audio)
  await output.start()
  const config: VideoDecoderConfig = {
    codec: codecName(stream.description),
    codedWidth: stream.width,
    codedHeight: stream.height,
    description: stream.description,
  }
  await Promise.all([addAll(stream.packets, (packet) => video.add(packet, { decoderConfig: config })), sound?.()])
  await output.finalize()
  if (target.buffer === null) throw new Error('the MP4 writer wrote nothing')
  const file = new Uint8Array(target.buffer)
  eraseTimes(file)
  return file
}

function addSound(output: Output, audio: AudioStream): () => Promise<void> {
  const source = new EncodedAudioPacketSource(audio.codec)
  output.addAudioTrack(source)
  return () => addAll(audio.packets, (packet) => source.add(packet, { decoderConfig: audio.config })).then(() => source.close())
}

async function addAll(packets: readonly Packet[], add: (packet: EncodedPacket) => Promise<void>): Promise<void> {
  for (const { data, type, timestamp, duration } of packets) {
    // oxlint-disable-next-line no-await-in-loop -- the writer asks for packets one after another
    await add(new EncodedPacket(data, type, timestamp, duration))
  }
}

/** `avc1.` and the three bytes of profile, constraints and level (RFC 6381, 3.3). */
function codecName(description: Uint8Array): string {
  return `avc1.${[...description.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Boxes that hold others on the way to the three that say when the file was made (ISO/IEC 14496-12, 8.2 to 8.4). */
const containers: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia'])
const dated: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])

/**
 * Sets creation and modification times in an MP4 to zero, in place: the writer stamps the present second, and the same request must
 * come to the same bytes whenever it is made.
 */
export function eraseTimes(file: Uint8Array): void {
  eraseWithin(new DataView(file.buffer, file.byteOffset, file.byteLength))
}

function eraseWithin(boxes: DataView): void {
  let at = 0
  while (at + 8 <= boxes.byteLength) {
    const size = boxes.getUint32(at)
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => boxes.getUint8(at + offset)))
    // 0 is "to the end" and 1 a 64-bit size: the picture data, behind all that matters here.
    if (size < 8 || at + size > boxes.byteLength) return
    const content = new DataView(boxes.buffer, boxes.byteOffset + at + 8, size - 8)
    if (containers.has(type)) eraseWithin(content)
    if (dated.has(type)) {
      const timeBytes = content.getUint8(0) === 1 ? 16 : 8
      for (let offset = 4; offset < 4 + timeBytes; offset += 1) content.setUint8(offset, 0)
    }
    at += size
  }
}
