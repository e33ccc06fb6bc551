import { createHash, type Hash } from 'node:crypto'
import { closeSync, constants, createReadStream, fsync, ftruncateSync, open, rmSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { defined } from '@shotlist/codegen/defined'

const flush = promisify(fsync)
/** A new file waits for the flushes that its file system is busy with: not here. */
const openFile = promisify(open)
const writeTo = promisify(write)

/** (Windows has no such flag.) */
const NOT_THROUGH_LINKS = constants.O_NOFOLLOW ?? 0

/** Pieces come by the dozen kilobytes; they are written together, for every write is a way through another thread. */
const WRITTEN_AT_ONCE = 1 << 20

/** So little the system takes at once; it is on the disk when it is flushed. */
const WRITTEN_HERE = 1 << 18

/** What was written, whole and flushed. */
export type Written = {
  readonly sha256: string
  readonly bytes: number
  /** All of it, where it is small enough to have been kept until it was written. */
  readonly content?: Uint8Array
}

/** Makes a file of its own. What stands in its place is removed: a link there is not written through. */
async function newFile(path: string): Promise<number> {
  try {
    return await openFile(path, 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    rmSync(path, { force: true })
    return openFile(path, 'wx')
  }
}

/** Writes a part, and hashes it on the way. */
export class PartWriter {
  readonly #file: number
  readonly #hash: Hash
  readonly #from: number
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  #onDisk: number

  private constructor(file: number, { hash, bytes }: { readonly hash: Hash; readonly bytes: number }) {
    this.#file = file
    this.#hash = hash
    this.#from = bytes
    this.#onDisk = bytes
  }

  /** Goes on behind the first `bytes` of a file; without any, makes it. */
  static async open(path: string, bytes: number): Promise<PartWriter> {
    const hash = createHash('sha256')
    if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Uint8Array)
    const file = await (bytes === 0 ? newFile(path) : openFile(path, constants.O_RDWR | NOT_THROUGH_LINKS))
    if (bytes > 0) ftruncateSync(file, bytes)
    return new PartWriter(file, { hash, bytes })
  }

  /** Length of the file with this in it; what comes later is not counted. */
  get bytes(): number {
    return this.#onDisk + this.#gatheredBytes
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#gathered.push(chunk)
    this.#gatheredBytes += chunk.byteLength
    if (this.#gatheredBytes >= WRITTEN_AT_ONCE) await this.#write()
  }

  /** Writes the rest and flushes it to the disk. */
  async finish(): Promise<Written> {
    const isAll = this.#from === 0 && this.#onDisk === 0
    const last = await this.#write()
    await flush(this.#file)
    return { sha256: this.#hash.digest('hex'), bytes: this.#onDisk, ...defined({ content: isAll ? last : undefined }) }
  }

  /** Lets the file go. What was gathered is in it then, for whoever goes on with it. */
  async close(): Promise<void> {
    await this.#write().catch(() => undefined)
    closeSync(this.#file)
  }

  async #write(): Promise<Uint8Array> {
    const [first] = this.#gathered
    if (first === undefined) return new Uint8Array()
    const block = this.#gathered.length > 1 ? Buffer.concat(this.#gathered) : first
    this.#gathered = []
    this.#gatheredBytes = 0
    this.#hash.update(block)
    for (let at = 0; at < block.length; ) {
      const written = await this.#writeSome(block, at)
      at += written
      this.#onDisk += written
    }
    return block
  }

  async #writeSome(block: Uint8Array, at: number): Promise<number> {
    const length = block.length - at
    if (length <= WRITTEN_HERE) return writeSync(this.#file, block, at, length, this.#onDisk)
    return (await writeTo(this.#file, block, at, length, this.#onDisk)).bytesWritten
  }
}
