/** Reads bits, the most significant first. Past the end, it reads zeros. */
export class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The number of unread bits, including the trailing bits. */
  get left(): number {
    return this.#bytes.length * 8 - this.#position
  }

  bits(count: number): number {
    let value = 0
    for (let index = 0; index < count; index += 1) {
      const byte = this.#bytes[this.#position >> 3] ?? 0
      value = value * 2 + ((byte >> (7 - (this.#position & 7))) & 1)
      this.#position += 1
    }
    return value
  }

  /** Unsigned Exp-Golomb (H.264, 9.1). */
  unsigned(): number {
    let zeros = 0
    while (zeros < 32 && this.left > 0 && this.bits(1) === 0) zeros += 1
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  /** Signed Exp-Golomb (H.264, 9.1.1). */
  signed(): number {
    const code = this.unsigned()
    return code % 2 === 1 ? (code + 1) / 2 : 0 - code / 2
  }
}

/** Writes bits, the most significant first, in the format of H.264. */
export class BitWriter {
  readonly #bytes: number[] = []
  #current = 0
  #filled = 0

  /** Writes the lowest `count` bits of `value`; at most 32. */
  bits(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      this.#current = (this.#current << 1) | ((value >>> bit) & 1)
      this.#filled += 1
      if (this.#filled === 8) {
        this.#bytes.push(this.#current)
        this.#current = 0
        this.#filled = 0
      }
    }
    return this
  }

  /** Unsigned Exp-Golomb (H.264, 9.1). */
  unsigned(value: number): this {
    const length = 32 - Math.clz32(value + 1)
    return this.bits(0, length - 1).bits(value + 1, length)
  }

  /** Signed Exp-Golomb (H.264, 9.1.1). */
  signed(value: number): this {
    return this.unsigned(value > 0 ? 2 * value - 1 : -2 * value)
  }

  /** Writes the trailing 1 and zeros up to the next byte (H.264, 7.3.2.11), and returns all bytes. */
  finish(): Uint8Array {
    this.bits(1, 1)
    if (this.#filled > 0) this.bits(0, 8 - this.#filled)
    return Uint8Array.from(this.#bytes)
  }
}

/** Inserts a 3 after two zeros if a byte below 4 follows, so that no start code appears inside a NAL unit (H.264, 7.4.1). */
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
