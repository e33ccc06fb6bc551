/** A decoder configuration record (ISO/IEC 14496-15, 5.3.3): the parameter sets of a stream. */
export type AvcConfig = {
  /** Profile, constraints and level: three bytes. */
  readonly profile: Uint8Array
  /** Bytes of the length prefix of each NAL unit. */
  readonly lengthSize: number
  readonly sequenceSets: readonly Uint8Array[]
  readonly pictureSets: readonly Uint8Array[]
  /** The fields that the High profiles add at the end. */
  readonly extra: Uint8Array
}

/** @throws {RangeError} if the record is truncated. */
export function readAvcConfig(record: Uint8Array): AvcConfig {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength)
  let position = 5
  const sets = (count: number): Uint8Array[] =>
    Array.from({ length: count }, () => {
      const start = position + 2
      position = start + view.getUint16(position)
      return record.subarray(start, position)
    })
  const sequenceSets = sets(view.getUint8(position++) & 31)
  const pictureSets = sets(view.getUint8(position++))
  return {
    profile: record.subarray(1, 4),
    lengthSize: (view.getUint8(4) & 3) + 1,
    sequenceSets,
    pictureSets,
    extra: record.subarray(position),
  }
}

export function writeAvcConfig(config: AvcConfig): Uint8Array {
  return Uint8Array.from([
    1,
    ...config.profile,
    0xfc | (config.lengthSize - 1),
    0xe0 | config.sequenceSets.length,
    ...config.sequenceSets.flatMap(withLength),
    config.pictureSets.length,
    ...config.pictureSets.flatMap(withLength),
    ...config.extra,
  ])
}

function withLength(set: Uint8Array): number[] {
  return [set.length >> 8, set.length & 255, ...set]
}
