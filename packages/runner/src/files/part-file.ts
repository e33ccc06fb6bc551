import { existsSync, lstatSync, rmSync, writeFileSync } from 'node:fs'
import { readPlainFile } from '../store/durable/plain-file.ts'
import { PartWriter } from './part-writer.ts'

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
  /** Most downloads have none, and then nobody need look for them again: a part belongs to one submission, and to one process. */
  #hasFacts: boolean

  constructor(path: string) {
    this.path = path
    this.#factsPath = `${path}.json`
    this.#hasFacts = existsSync(this.#factsPath)
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
