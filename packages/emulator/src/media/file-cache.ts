/** Files by what they were made from, the least recently used dropped first. A file asked for twice at once is made once. */
export class FileCache {
  readonly #files = new Map<string, Promise<Uint8Array>>()
  readonly #sizes = new Map<string, number>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#files.get(key)
    this.#files.delete(key)
    const file = known ?? this.#fill(key, make)
    this.#files.set(key, file)
    return file
  }

  async #fill(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      const file = await make()
      this.#sizes.set(key, file.byteLength)
      this.#bytes += file.byteLength
      this.#shrink()
      return file
    } catch (error) {
      this.#files.delete(key)
      throw error
    }
  }

  #shrink(): void {
    for (const key of this.#files.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      const size = this.#sizes.get(key)
      if (size === undefined) continue
      this.#files.delete(key)
      this.#sizes.delete(key)
      this.#bytes -= size
    }
  }
}
