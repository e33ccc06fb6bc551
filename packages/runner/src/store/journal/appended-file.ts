import { closeSync, constants, existsSync, fdatasync, fdatasyncSync, fstatSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { flushFolder } from '../durable/flush-folder.ts'
import { openPlainFile } from '../durable/plain-files.ts'

/** Space that is taken ahead, in bytes. */
const AHEAD = 65_536
const LINE_END = 0x0a

/**
 * A file that only grows, by lines. Space is taken ahead as blank lines, so that to append what was reserved cannot fail for want of it. Never
 * goes through a link.
 */
export class AppendedFile {
  readonly #path: string
  readonly #file: number
  /** Where the next line goes, and where the space that was taken ends. */
  #end: number
  #size: number
  #isNew: boolean
  #flushes = 0
  #isClosed = false

  /** Opens the file, or makes it. @throws the system's error */
  constructor(path: string) {
    this.#path = path
    this.#isNew = !existsSync(path)
    this.#file = openPlainFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW)
    this.#size = fstatSync(this.#file).size
    this.#end = readFileSync(this.#file).findLastIndex((byte) => byte !== LINE_END) + 1
  }

  /** Takes space. @throws the system's error: there is none */
  reserve(bytes: number): void {
    const missing = this.#end + bytes - this.#size
    if (missing <= 0) return
    this.#write(Buffer.alloc(missing + AHEAD, LINE_END), this.#size)
    this.#size += missing + AHEAD
  }

  append(bytes: Buffer): void {
    this.#write(bytes, this.#end)
    this.#end += bytes.length
  }

  /** Resolves when everything that was appended before is on the disk. */
  async flush(): Promise<void> {
    this.#flushes += 1
    const flushed = new Promise<void>((resolve, reject) => {
      fdatasync(this.#file, (error) => {
        this.#flushes -= 1
        if (this.#isClosed) this.close()
        if (error === null) resolve()
        else reject(error)
      })
    })
    const named = this.#isNew ? flushFolder(dirname(this.#path)) : undefined
    this.#isNew = false
    await Promise.all([flushed, named])
  }

  /** The same, and the process waits. */
  flushNow(): void {
    fdatasyncSync(this.#file)
  }

  /** Lets the file go, as soon as no flush of it is under way. To be called once. */
  close(): void {
    this.#isClosed = true
    if (this.#flushes === 0) closeSync(this.#file)
  }

  #write(bytes: Buffer, at: number): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done, bytes.length - done, at + done)
  }
}
