import { createHash, type Hash } from 'node:crypto'
import { closeSync, constants, createReadStream, fsync, ftruncateSync, open, rmSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { defined } from '@shotlist/codegen/defined'

const flush = promisify(fsync)
/** Asynchronous, because creating a file may wait for flushes of its file system. */
const openFile = promisify(open)
const writeTo = promisify(write)

/** (Windows has no such flag.) */
const NOT_THROUGH_LINKS = constants.O_NOFOLLOW ?? 0

/** Chunks have some ten kilobytes. They are written together, because each asynchronous write goes through another thread. */
const BLOCK_BYTES = 1 << 20

/** The system buffers a block of this size at once, so it is written synchronously. */
const SYNC_BYTES = 1 << 18

/** A complete file, flushed to the disk. */
export type Written = {
  readonly sha256: string
  readonly bytes: number
  /** The whole content, if it was small enough to be written in one block. */
  readonly content?: Uint8Array
}

/** Creates a new file. Removes whatever is at the path, so that a link there is not followed. */
async function newFile(path: string): Promise<number> {
  try {
    return await openFile(path, 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    rmSync(path, { force: true })
    return openFile(path, 'wx')
  }
}

/** Writes a part and computes its SHA-256. */
export class PartWriter {
  readonly #file: number
  readonly #hash: Hash
  readonly #from: number
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  #onDisk: number

  private constructor(file: number, { hash, bytes }: { readonly hash: Hash; readonly bytes: number }) {
    this.#file = file
    this.#hash = hash
    this.#from = bytes
    this.#onDisk = bytes
  }

  /** Opens a file for writing after its first `bytes`, or creates it if `bytes` is 0. */
  static async open(path: string, bytes: number): Promise<PartWriter> {
    const hash = createHash('sha256')
    if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk as Uint8Array)
    const file = await (bytes === 0 ? newFile(path) : openFile(path, constants.O_RDWR | NOT_THROUGH_LINKS))
    if (bytes > 0) ftruncateSync(file, bytes)
    return new PartWriter(file, { hash, bytes })
  }

  /** Length of the file, including chunks that are not written yet. */
  get bytes(): number {
    return this.#onDisk + this.#pendingBytes
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#pending.push(chunk)
    this.#pendingBytes += chunk.byteLength
    if (this.#pendingBytes >= BLOCK_BYTES) await this.#write()
  }

  /** Writes the rest and flushes it to the disk. */
  async finish(): Promise<Written> {
    const isAll = this.#from === 0 && this.#onDisk === 0
    const last = await this.#write()
    await flush(this.#file)
    return { sha256: this.#hash.digest('hex'), bytes: this.#onDisk, ...defined({ content: isAll ? last : undefined }) }
  }

  /** Writes pending chunks, for a later try to continue, and closes the file. */
  async close(): Promise<void> {
    await this.#write().catch(() => undefined)
    closeSync(this.#file)
  }

  async #write(): Promise<Uint8Array> {
    const [first] = this.#pending
    if (first === undefined) return new Uint8Array()
    const block = this.#pending.length > 1 ? Buffer.concat(this.#pending) : first
    this.#pending = []
    this.#pendingBytes = 0
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
    if (length <= SYNC_BYTES) return writeSync(this.#file, block, at, length, this.#onDisk)
    return (await writeTo(this.#file, block, at, length, this.#onDisk)).bytesWritten
  }
}
