/** Writes bits, the most significant first, as H.264 has them. */
export class BitWriter {
  readonly #bytes: number[] = []
  #current = 0
  #filled = 0

  /** The lowest `count` bits of `value`; 32 at the most. */
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

  /** Closes with a 1 and zeros up to the next byte (H.264, 7.3.2.11), and gives all there is. */
  finish(): Uint8Array {
    this.bits(1, 1)
    if (this.#filled > 0) this.bits(0, 8 - this.#filled)
    return Uint8Array.from(this.#bytes)
  }
}
