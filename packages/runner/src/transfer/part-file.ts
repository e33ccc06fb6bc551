import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, readFile, stat, unlink, writeFile } from 'node:fs/promises'

/** What the file host said of the content of a half download, to know it again. */
export type PartFacts = {
  /** A strong `ETag`. */
  readonly etag: string
  /** Length of the whole, in bytes. */
  readonly totalBytes: number
}

/**
 * A download that is not whole yet, on the disk: its bytes, and beside them what is needed to go on with it in another process.
 */
export class PartFile {
  readonly path: string
  readonly #factsPath: string

  constructor(path: string) {
    this.path = path
    this.#factsPath = `${path}.json`
  }

  /** Where a resumed download may go on; undefined where it must start anew. */
  async resumable(): Promise<(PartFacts & { readonly bytes: number }) | undefined> {
    try {
      const facts = JSON.parse(await readFile(this.#factsPath, 'utf8')) as PartFacts
      const { size } = await stat(this.path)
      return size > 0 && size < facts.totalBytes ? { ...facts, bytes: size } : undefined
    } catch {
      return undefined
    }
  }

  /** Opens it to append; the hash already holds the bytes that are there. */
  async openAt(bytes: number): Promise<{ file: FileHandle; hash: Hash }> {
    const hash = createHash('sha256')
    if (bytes === 0) return { file: await open(this.path, 'w'), hash }
    const file = await open(this.path, 'r+')
    await file.truncate(bytes)
    for await (const chunk of createReadStream(this.path, { end: bytes - 1 })) hash.update(chunk as Uint8Array)
    return { file, hash }
  }

  /** Keeps what a later process needs to resume; without facts it will start anew. */
  async remember(facts: PartFacts | undefined): Promise<void> {
    if (facts === undefined) await removeFile(this.#factsPath)
    else await writeFile(this.#factsPath, JSON.stringify(facts))
  }

  async discard(): Promise<void> {
    await removeFile(this.path)
    await removeFile(this.#factsPath)
  }
}

/** `rm` would look at the file first, and most of the time there is none. */
async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
