import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, type InputAudioTrack, type InputTrack } from 'mediabunny'
import type { AudioStream, ClipStream, Packet } from './clip-stream.ts'
import { UnsuitableSourceError } from './unsuitable-source-error.ts'

/**
 * Reads the H.264 stream of a file, and its sound.
 *
 * @throws {UnsuitableSourceError} when there is none in it.
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
      ...(sound === undefined ? {} : { audio: sound }),
    }
  } catch (error) {
    if (error instanceof UnsuitableSourceError) throw error
    throw new UnsuitableSourceError('the file cannot be read', { cause: error })
  } finally {
    input.dispose()
  }
}

/** Length of any video file in seconds; `undefined` where it cannot be read. */
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
