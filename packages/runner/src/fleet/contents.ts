import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { OtherStoreError } from '../errors/fleet-errors.ts'
import { ArtifactStoreError } from '../errors/output-errors.ts'
import type { ArtifactStore, SharedStore } from '../files/artifacts/artifact-store.ts'
import { hashFile } from '../store/durable/plain-files.ts'

/** Input files and finished files of a fleet, by content, in the store that all machines share. */
export class Contents {
  readonly #store: ArtifactStore
  readonly name: string
  readonly #folder: string
  readonly #proven = new Set<string>()
  #proof = ''

  /** @param folder on this machine, for copies */
  constructor({ store, name }: Pick<SharedStore, 'store' | 'name'>, folder: string) {
    this.#store = store
    this.name = name
    this.#folder = folder
  }

  /** SHA-256 (hex) of a content that this process has put into the store. A machine that does not find it there has another store. */
  get proof(): string {
    return this.#proof
  }

  /** Puts a proof into the store. @throws {ArtifactStoreError} if it takes no files */
  async prove(): Promise<void> {
    const text = `A process of a fleet of Shotlist has this store: ${randomUUID()}\n`
    const path = join(this.#folder, 'proof')
    await mkdir(this.#folder, { recursive: true })
    await writeFile(path, text)
    this.#proof = createHash('sha256').update(text).digest('hex')
    try {
      await this.#store.put(this.#proof, path)
    } catch (error) {
      if (error instanceof ArtifactStoreError) throw error
      throw new ArtifactStoreError(this.name, error instanceof Error ? error.message : String(error), error)
    }
  }

  /** @throws {OtherStoreError} if the store does not hold the proof of another process */
  async requireProof(sha256: string): Promise<void> {
    if (this.#proven.has(sha256)) return
    if (!(await this.#store.has(sha256))) throw new OtherStoreError(this.name, sha256)
    this.#proven.add(sha256)
  }

  /** Copies a file into the store. @throws {ArtifactStoreError} if the store does not take it */
  async keep(sha256: string, path: string): Promise<void> {
    await this.#store.put(sha256, path)
  }

  /** Whether the store holds a content. @throws {ArtifactStoreError} if it cannot tell */
  has(sha256: string): Promise<boolean> {
    return this.#store.has(sha256)
  }

  /**
   * Copies a content to `path`.
   *
   * @throws {OtherStoreError} if the store does not hold it
   * @throws {ArtifactStoreError} if the store cannot be read
   */
  async copyTo(sha256: string, path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    if (!(await this.#store.get(sha256, path))) throw new OtherStoreError(this.name, sha256)
  }

  /** The path of an input on this machine, after it was copied there: `<folder>/<sha256>/<name>`. */
  async input(file: string): Promise<string> {
    const path = join(this.#folder, 'inputs', ...file.split('/'))
    const sha256 = dirname(file)
    const isThere = await stat(path).then(
      () => true,
      () => false,
    )
    if (isThere && (await hashFile(path)) === sha256) return path
    const fresh = `${path}.${randomUUID()}.new`
    await this.copyTo(sha256, fresh)
    await rename(fresh, path)
    return path
  }

  /** A response with a content as its body, as if it were downloaded. */
  async response(sha256: string): Promise<Response> {
    const path = join(this.#folder, 'fetched', randomUUID())
    await this.copyTo(sha256, path)
    const { size } = await stat(path)
    const body = createReadStream(path)
    // The file is open, or could not be opened: its name is not needed any more.
    body.once('ready', () => void rm(path)).once('error', () => void rm(path, { force: true }))
    return new Response(Readable.toWeb(body) as ReadableStream, { headers: { 'content-length': String(size) } })
  }
}

/** How a file is named in an order: its content, and its name, because uploads have names. */
export function orderedFile(sha256: string, path: string): string {
  return `${sha256}/${basename(path)}`
}
