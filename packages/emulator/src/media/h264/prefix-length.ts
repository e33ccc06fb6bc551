/** Bytes of the length before each NAL unit in the files written here. */
export const prefixSize = 4

/** A NAL unit with its length before it, as MP4 files have them. */
export function prefixLength(unit: Uint8Array): Uint8Array {
  const packet = new Uint8Array(prefixSize + unit.length)
  new DataView(packet.buffer).setUint32(0, unit.length)
  packet.set(unit, prefixSize)
  return packet
}
