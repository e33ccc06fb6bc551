/** Reads bits, the most significant first. Beyond the end there are zeros. */
export class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Bits not read yet, those of the closing pattern included. */
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
