import { BufferTarget, EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'
import type { AudioStream, ClipStream, Packet } from './clip-stream.ts'
import { eraseTimes } from './erase-times.ts'

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
