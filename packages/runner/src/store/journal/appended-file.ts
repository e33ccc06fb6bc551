import { closeSync, constants, existsSync, fdatasync, fdatasyncSync, fstatSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { flushFolder } from '../durable/flush-folder.ts'
import { openPlainFile } from '../durable/plain-files.ts'

/** Bytes that are reserved beyond what is needed. */
const AHEAD = 65_536
const LINE_END = 0x0a

/**
 * A file of lines to which one only appends. Space is reserved as blank lines, so that appending to reserved space cannot fail on a full
 * disk. Does not follow links.
 */
export class AppendedFile {
  readonly #path: string
  readonly #file: number
  /** The offset of the next line. `#size` is the end of the reserved space. */
  #end: number
  #size: number
  #isNew: boolean
  #flushes = 0
  #isClosed = false

  /** Opens the file, or creates it. @throws the system's error */
  constructor(path: string) {
    this.#path = path
    this.#isNew = !existsSync(path)
    this.#file = openPlainFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW)
    this.#size = fstatSync(this.#file).size
    this.#end = readFileSync(this.#file).findLastIndex((byte) => byte !== LINE_END) + 1
  }

  /** Reserves space. @throws the system's error if the disk is full */
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

  /** Resolves when everything appended so far is on the disk. */
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

  /** Flushes synchronously. */
  flushNow(): void {
    fdatasyncSync(this.#file)
  }

  /** Closes the file, after a running flush has ended. Call it once. */
  close(): void {
    this.#isClosed = true
    if (this.#flushes === 0) closeSync(this.#file)
  }

  #write(bytes: Buffer, at: number): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done, bytes.length - done, at + done)
  }
}
