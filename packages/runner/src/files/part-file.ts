import { createHash } from 'node:crypto'
import { existsSync, lstatSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OutputError } from '../errors/output-errors.ts'
import { flushFolder } from '../store/durable/flush-folder.ts'
import { readPlainFile } from '../store/durable/plain-files.ts'
import { PartWriter } from './part-writer.ts'

/** Proves that two answers have the same content: a strong `ETag`, or a strong `Last-Modified` where there is no `ETag`. */
export type Validator = { readonly etag: string } | { readonly lastModified: string }

/** What the file host said of the content of a half download, to know it again. */
export type PartFacts = Validator & {
  /** Length of the whole, in bytes. */
  readonly totalBytes: number
}

/**
 * A download that is not whole yet, on the disk: its bytes, and beside them what is needed to go on with it in another process.
 */
export class PartFile {
  readonly path: string
  readonly #factsPath: string
  /** Most downloads have none, and then nobody need look for them again: a part belongs to one submission, and to one process. */
  #hasFacts: boolean

  constructor(path: string) {
    this.path = path
    this.#factsPath = `${path}.json`
    this.#hasFacts = existsSync(this.#factsPath)
  }

  /** Whether a later try may go on with it: the host said how to know its content again. */
  get hasFacts(): boolean {
    return this.#hasFacts
  }

  /** Where a resumed download may go on; undefined where it must start anew. */
  resumable(): (PartFacts & { readonly bytes: number }) | undefined {
    if (!this.#hasFacts) return undefined
    try {
      const facts = JSON.parse(readPlainFile(this.#factsPath).toString('utf8')) as PartFacts
      const found = lstatSync(this.path)
      const size = found.isFile() ? found.size : 0
      return size > 0 && size < facts.totalBytes ? { ...facts, bytes: size } : undefined
    } catch {
      return undefined
    }
  }

  /** @throws {OutputError} the disk has no room for so many bytes more */
  async requireRoom(bytes: number): Promise<void> {
    const found = await statfs(dirname(this.path)).catch(() => undefined)
    // Some file systems do not say.
    if (found === undefined || found.blocks === 0) return
    const free = found.bavail * found.bsize
    if (bytes > free)
      throw new OutputError(this.path, { problem: `the disk is full: ${bytes} bytes are needed, and it has room for ${free}` })
  }

  /** Opens it to go on behind the first `bytes` of it, which stay. */
  openAt(bytes: number): Promise<PartWriter> {
    return PartWriter.open(this.path, bytes)
  }

  /** Keeps what a later process needs to resume; without facts it will start anew. */
  remember(facts: PartFacts | undefined): void {
    if (facts === undefined) return this.forget()
    rmSync(this.#factsPath, { force: true })
    writeFileSync(this.#factsPath, JSON.stringify(facts), { flag: 'wx' })
    this.#hasFacts = true
  }

  /** Lets go of what was needed to resume: the part is whole and has its name. */
  forget(): void {
    if (this.#hasFacts) rmSync(this.#factsPath, { force: true })
    this.#hasFacts = false
  }

  discard(): void {
    rmSync(this.path, { force: true })
    this.forget()
  }
}

/** Folder below the output folder for downloads that are not whole yet. */
export const PART_FOLDER = '.part'

/** What a name of a half download looks like, that of the facts beside it included. */
export const PART_NAME = /^[0-9a-f]{24}\.part(\.json)?$/

/** Half downloads are known by the submission and job they belong to: two jobs may share a submission. */
export function partName({ job, key }: { readonly job: string; readonly key: string }): string {
  return `${createHash('sha256').update(`${key}/${job}`).digest('hex').slice(0, 24)}.part`
}

/**
 * Gives a finished part its name. The file appears whole or not at all, also after a power cut: the folder's entry is flushed too.
 *
 * @returns the time of its last change, in milliseconds since 1970
 * @throws {OutputError}
 */
export async function placeFile(part: string, target: string): Promise<{ modifiedMs: number }> {
  try {
    renameSync(part, target)
    await flushFolder(dirname(target))
    return { modifiedMs: statSync(target).mtimeMs }
  } catch (error) {
    throw new OutputError(target, { cause: error })
  }
}
