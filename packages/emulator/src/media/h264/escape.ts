/** Puts a 3 after two zeros where a byte below 4 follows, so that no start code appears inside a NAL unit (H.264, 7.4.1). */
export function escapePayload(payload: Uint8Array): Uint8Array {
  const escaped: number[] = []
  let zeros = 0
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3)
      zeros = 0
    }
    escaped.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Uint8Array.from(escaped)
}

/** The reverse of `escapePayload`. */
export function unescapePayload(payload: Uint8Array): Uint8Array {
  const plain: number[] = []
  let zeros = 0
  for (const byte of payload) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    plain.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Uint8Array.from(plain)
}
