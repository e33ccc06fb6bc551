import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Files } from './files.ts'
import type { Inspected } from './inspect-thread.ts'

/** The number of bytes that `file-type` needs to recognise a type. The rest of a foreign file is not read. */
const HEAD_BYTES = 4100

/** The MIME type of a file by its first bytes; undefined if they match no known type. */
async function contentType(path: string): Promise<string | undefined> {
  // Loaded late: few manifests upload files.
  const { fileTypeFromBuffer } = await import('file-type')
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return (await fileTypeFromBuffer(buffer.subarray(0, bytesRead)))?.mime.split(';')[0]
  } finally {
    await file.close()
  }
}

/** The size limit of a manifest and of a table, in bytes. */
const MAX_BYTES = 64 * 1024 * 1024

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read',
  EISDIR: 'is a folder',
  ENOTDIR: 'does not exist',
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return REASONS[code] ?? `cannot be read (${code})`
}

/** The facts of a file. For a link that cannot be followed, such as a link to itself, those of the link. */
function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return lstatSync(path, { throwIfNoEntry: false })
  }
}

/** Loads the thread late: most manifests have no clip or sound among their inputs. */
async function inspectLength(path: string): Promise<Inspected> {
  const { inspectOnThread } = await import('./inspect-thread.ts')
  return inspectOnThread({ path, kind: 'length' })
}

/** The files of this machine. */
export const nodeFiles: Files = {
  read(path) {
    try {
      // Reading a device or a pipe may never end.
      const facts = statSync(path)
      if (facts.isDirectory()) return { problem: 'is a folder' }
      // Files of the kernel may block their reader, and some hold the environment of a process.
      if (!facts.isFile() || /^\/(?:proc|sys)\//.test(realpathSync(path))) return { problem: 'is not a regular file' }
      if (facts.size > MAX_BYTES) return { problem: `has ${facts.size} bytes; the limit is ${MAX_BYTES}` }
      return { bytes: readFileSync(path) }
    } catch (error) {
      return { problem: reasonOf(error) }
    }
  },
  stat(path) {
    const facts = factsOf(path)
    if (facts === undefined) return undefined
    return { kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other', bytes: facts.size }
  },
  real(path) {
    try {
      return realpathSync(path)
    } catch {
      return undefined
    }
  },
  list(path) {
    try {
      return readdirSync(path)
    } catch {
      return []
    }
  },
  async type(path) {
    try {
      const type = await contentType(path)
      if (!/^(?:video|audio)\//.test(type ?? '')) return { type }
      const inspected = await inspectLength(path)
      return 'problem' in inspected ? { problem: inspected.problem } : { type }
    } catch (error) {
      return { problem: reasonOf(error) }
    }
  },
  // The length of a file that cannot be inspected is unknown.
  async seconds(path) {
    const inspected = await inspectLength(path)
    return 'facts' in inspected ? inspected.facts.seconds : undefined
  },
}
