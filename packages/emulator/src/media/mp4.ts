import { defined } from '@shotlist/codegen/defined'
import {
  ALL_FORMATS,
  type AudioCodec,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputAudioTrack,
  type InputTrack,
  Logging,
  LogLevel,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'

// The reader's warnings contain bytes of the uploaded file, which must not reach the terminal.
Logging.level = LogLevel.Silent

/** One coded picture, or one coded piece of sound. Times are in seconds. */
export type Packet = {
  readonly data: Uint8Array
  readonly type: 'key' | 'delta'
  readonly timestamp: number
  readonly duration: number
}

/** An H.264 stream with its decoder configuration. Packets are in decoding order. */
export type ClipStream = {
  /** The size of the coded picture in pixels. */
  readonly width: number
  readonly height: number
  /** The decoder configuration record (avcC). */
  readonly description: Uint8Array
  readonly packets: readonly Packet[]
  readonly audio?: AudioStream
}

type AudioStream = { readonly codec: AudioCodec; readonly config: AudioDecoderConfig; readonly packets: readonly Packet[] }

/**
 * Reads the H.264 stream of a file, and its sound.
 *
 * @throws {UnsuitableSourceError} if the file has no H.264 stream.
 */
export async function readClip(file: Uint8Array): Promise<ClipStream> {
  const input = new Input({ source: new BufferSource(file as Uint8Array<ArrayBuffer>), formats: ALL_FORMATS })
  try {
    const video = await input.getPrimaryVideoTrack()
    const config = await video?.getDecoderConfig()
    if (video?.codec !== 'avc' || config?.description === undefined) throw new UnsuitableSourceError('no H.264 video')
    const audio = await input.getPrimaryAudioTrack()
    const sound = audio === null ? undefined : await readAudio(audio)
    return {
      width: video.codedWidth,
      height: video.codedHeight,
      description: toBytes(config.description),
      packets: await readPackets(video),
      ...defined({ audio: sound }),
    }
  } catch (error) {
    if (error instanceof UnsuitableSourceError) throw error
    throw new UnsuitableSourceError('the file cannot be read', { cause: error })
  } finally {
    input.dispose()
  }
}

/** The length of a video file in seconds; `undefined` if it cannot be read. */
export async function readSeconds(file: Uint8Array): Promise<number | undefined> {
  const input = new Input({ source: new BufferSource(file as Uint8Array<ArrayBuffer>), formats: ALL_FORMATS })
  try {
    return await input.computeDuration()
  } catch {
    return undefined
  } finally {
    input.dispose()
  }
}

async function readAudio(track: InputAudioTrack): Promise<AudioStream | undefined> {
  const config = await track.getDecoderConfig()
  if (track.codec === null || config === null) return undefined
  return { codec: track.codec, config, packets: await readPackets(track) }
}

async function readPackets(track: InputTrack): Promise<Packet[]> {
  const packets: Packet[] = []
  for await (const { data, type, timestamp, duration } of new EncodedPacketSink(track).packets()) {
    packets.push({ data, type, timestamp, duration })
  }
  return packets
}

function toBytes(buffer: NonNullable<VideoDecoderConfig['description']>): Uint8Array {
  return ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer)
}

/** A file that cannot be continued packet by packet: it has no H.264 stream, or not in a suitable form. */
export class UnsuitableSourceError extends Error {
  override readonly name = 'UnsuitableSourceError'
}

/** Writes an MP4 file with its index before the pictures, so that it plays while it loads. */
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

/** The boxes that contain, at some depth, the three boxes with creation times (ISO/IEC 14496-12, 8.2 to 8.4). */
const CONTAINERS: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia'])
const DATED: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd'])

/**
 * Sets creation and modification times in an MP4 to zero, in place: the writer stores the current time, but the same request must always
 * give the same bytes.
 */
export function eraseTimes(file: Uint8Array): void {
  eraseWithin(new DataView(file.buffer, file.byteOffset, file.byteLength))
}

function eraseWithin(boxes: DataView): void {
  let at = 0
  while (at + 8 <= boxes.byteLength) {
    const size = boxes.getUint32(at)
    const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => boxes.getUint8(at + offset)))
    // A size of 0 means "to the end" and 1 a 64-bit size: both are media data, which comes after the boxes needed here.
    if (size < 8 || at + size > boxes.byteLength) return
    const content = new DataView(boxes.buffer, boxes.byteOffset + at + 8, size - 8)
    if (CONTAINERS.has(type)) eraseWithin(content)
    if (DATED.has(type)) {
      const timeBytes = content.getUint8(0) === 1 ? 16 : 8
      for (let offset = 4; offset < 4 + timeBytes; offset += 1) content.setUint8(offset, 0)
    }
    at += size
  }
}

/** The end of the last picture in seconds. Pictures may be stored in another order than they are shown. */
export function endOf(packets: readonly Packet[]): number {
  return packets.reduce((end, packet) => Math.max(end, packet.timestamp + packet.duration), 0)
}
