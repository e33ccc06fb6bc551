import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The temporary folders of this process. */
const folders = new Set<string>()

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

/** Creates a temporary folder that is removed when the process exits. Only a killed process leaves it behind. */
async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-emulator-'))
  if (folders.size === 0) process.on('exit', removeAll)
  folders.add(folder)
  return folder
}

async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  folders.delete(folder)
  if (folders.size === 0) process.off('exit', removeAll)
}

/** A file the emulator serves. */
export type StoredFile = {
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly etag: string
}

type Entry = { readonly make: () => Promise<StoredFile>; made: Promise<StoredFile> | undefined }

/** Files by name, in a given folder, or in a temporary one that `close` removes. A file can be requested while it is still being made. */
export class FileStore {
  readonly #entries = new Map<string, Entry>()
  readonly #keptIn: string | undefined
  #folder: Promise<string> | undefined

  /** `folder`: where files are kept permanently; a file that already exists there is not made again. */
  constructor(folder?: string) {
    this.#keptIn = folder
  }

  /** Registers a file and starts making it at once. */
  put(name: string, type: string, make: () => Promise<Uint8Array>): Promise<StoredFile> {
    this.offer(name, type, make)
    return this.find(name) as Promise<StoredFile>
  }

  /** Registers a file that is made on the first request for it. */
  offer(name: string, type: string, make: () => Promise<Uint8Array>): void {
    this.#entries.set(name, { make: () => this.#store(name, type, make), made: undefined })
  }

  /** Registers a file that already exists in the folder. */
  adopt(name: string, type: string): void {
    this.offer(name, type, () => Promise.reject(new Error(`the file ${name} no longer exists`)))
  }

  /** Whether a file of that name exists or can be made. */
  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** The file once it is made; `undefined` if there is no file of that name. */
  find(name: string): Promise<StoredFile> | undefined {
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    if (entry.made === undefined) {
      entry.made = entry.make()
      // `find` reports the failure; without a reader it must not become an unhandled rejection.
      entry.made.catch(() => undefined)
    }
    return entry.made
  }

  /** The bytes of a file from `start` up to, but not including, `end`. */
  async read(file: StoredFile, start = 0, end = file.bytes): Promise<Uint8Array> {
    const handle = await open(join(await this.#path(), file.name))
    try {
      const buffer = new Uint8Array(Math.max(0, end - start))
      let filled = 0
      while (filled < buffer.byteLength) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled, start + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    } finally {
      await handle.close()
    }
  }

  async close(): Promise<void> {
    const folder = await this.#folder
    await Promise.allSettled([...this.#entries.values()].map((entry) => entry.made))
    if (folder !== undefined && this.#keptIn === undefined) await removeTemporaryFolder(folder)
  }

  async #store(name: string, type: string, make: () => Promise<Uint8Array>): Promise<StoredFile> {
    const path = join(await this.#path(), name)
    const content = (this.#keptIn !== undefined ? await readIfThere(path) : undefined) ?? (await writeWhole(path, await make()))
    const digest = await crypto.subtle.digest('SHA-256', content as Uint8Array<ArrayBuffer>)
    return { name, type, bytes: content.byteLength, etag: `"${Buffer.from(digest).toString('hex').slice(0, 32)}"` }
  }

  /** Creates the folder now, so that a missing permission is reported before anything runs. */
  async open(): Promise<void> {
    await this.#path()
  }

  #path(): Promise<string> {
    this.#folder ??= this.#keptIn === undefined ? makeTemporaryFolder() : madeFolder(this.#keptIn)
    return this.#folder
  }
}

async function madeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  return folder
}

/** Writes to a temporary name and renames, so that a file under its final name is always complete. */
async function writeWhole(path: string, content: Uint8Array): Promise<Uint8Array> {
  await rm(`${path}.part`, { force: true })
  await writeFile(`${path}.part`, content, { flag: 'wx' })
  await rename(`${path}.part`, path)
  return content
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch {
    return undefined
  }
}
