import { createHash } from 'node:crypto'
import { existsSync, lstatSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OutputError } from '../errors/output-errors.ts'
import { flushFolder } from '../store/durable/flush-folder.ts'
import { readPlainFile } from '../store/durable/plain-files.ts'
import { PartWriter } from './part-writer.ts'

/** Proves that two responses have the same content: a strong `ETag`, or a strong `Last-Modified` if there is no `ETag`. */
export type Validator = { readonly etag: string } | { readonly lastModified: string }

/** Facts that the file host gave about the content of a partial download, by which it is recognised. */
export type PartFacts = Validator & {
  /** Length of the whole, in bytes. */
  readonly totalBytes: number
}

/**
 * A partial download on the disk: its bytes, and beside them the facts with which another process can continue it.
 */
export class PartFile {
  readonly path: string
  readonly #factsPath: string
  /** Most downloads have no facts. Cached, because a part belongs to one submission and one process. */
  #hasFacts: boolean

  constructor(path: string) {
    this.path = path
    this.#factsPath = `${path}.json`
    this.#hasFacts = existsSync(this.#factsPath)
  }

  /** Whether a later try may continue it: the host gave facts that identify its content. */
  get hasFacts(): boolean {
    return this.#hasFacts
  }

  /** The facts, and the bytes that are on the disk; undefined if the download must start from the beginning. */
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

  /** @throws {OutputError} if the disk has no space for `bytes` more */
  async requireRoom(bytes: number): Promise<void> {
    const found = await statfs(dirname(this.path)).catch(() => undefined)
    // Some file systems do not report their free space.
    if (found === undefined || found.blocks === 0) return
    const free = found.bavail * found.bsize
    if (bytes > free) throw new OutputError(this.path, { problem: `the disk is full: ${bytes} bytes are needed, and ${free} are free` })
  }

  /** Opens the part for writing after its first `bytes`, which stay. */
  openAt(bytes: number): Promise<PartWriter> {
    return PartWriter.open(this.path, bytes)
  }

  /** Writes the facts with which a later process can continue. Without facts it will start from the beginning. */
  remember(facts: PartFacts | undefined): void {
    if (facts === undefined) return this.forget()
    rmSync(this.#factsPath, { force: true })
    writeFileSync(this.#factsPath, JSON.stringify(facts), { flag: 'wx' })
    this.#hasFacts = true
  }

  /** Deletes the facts. */
  forget(): void {
    if (this.#hasFacts) rmSync(this.#factsPath, { force: true })
    this.#hasFacts = false
  }

  discard(): void {
    rmSync(this.path, { force: true })
    this.forget()
  }
}

/** Folder below the output folder for partial downloads. */
export const PART_FOLDER = '.part'

/** Names of partial downloads, and of the facts beside them. */
export const PART_NAME = /^[0-9a-f]{24}(\.[\w.-]+)?\.part(\.json)?$/

type Download = { readonly job: string; readonly key: string; readonly part?: string }

/**
 * The file name of a partial download, from the submission's key and the job: two jobs may share a submission. `part` tells the files of a task
 * apart.
 */
export function partName({ part, ...download }: Download): string {
  return `${downloadName(download)}${part === undefined ? '' : `.${part}`}.part`
}

/** What the names of all partial downloads of a job begin with. */
export function downloadName({ job, key }: Download): string {
  return createHash('sha256').update(`${key}/${job}`).digest('hex').slice(0, NAME_LENGTH)
}

/** Whether a partial download belongs to one of the jobs with these names. */
export function isDownloadOf(fileName: string, names: ReadonlySet<string>): boolean {
  return names.has(fileName.slice(0, NAME_LENGTH))
}

const NAME_LENGTH = 24

/**
 * Renames a finished part to its output path. The file appears complete or not at all, also after a power cut, because the folder is
 * flushed.
 *
 * @returns the modification time, in milliseconds since 1970
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
