import type { AudioCodec } from 'mediabunny'

/** One coded picture, or one coded piece of sound. Times in seconds. */
export type Packet = {
  readonly data: Uint8Array
  readonly type: 'key' | 'delta'
  readonly timestamp: number
  readonly duration: number
}

/** An H.264 stream with what its decoder must know; packets are in decoding order. */
export type ClipStream = {
  /** Of the coded picture, in pixels. */
  readonly width: number
  readonly height: number
  /** The decoder configuration record (avcC). */
  readonly description: Uint8Array
  readonly packets: readonly Packet[]
  readonly audio?: AudioStream
}

export type AudioStream = { readonly codec: AudioCodec; readonly config: AudioDecoderConfig; readonly packets: readonly Packet[] }

/** When the last picture ends, in seconds. Pictures may be stored in another order than they are shown. */
export function endOf(packets: readonly Packet[]): number {
  return packets.reduce((end, packet) => Math.max(end, packet.timestamp + packet.duration), 0)
}
