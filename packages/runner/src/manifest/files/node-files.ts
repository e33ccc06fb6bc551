import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Files } from './files.ts'
import type { Inspected } from './inspect-thread.ts'

/** As many bytes as types are told by; more of a foreign file are not looked into. */
const HEAD_BYTES = 4100

/** The MIME type of a file by how it begins; undefined where it begins like none that is known. */
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

/** Bytes a manifest or a table of rows may have. */
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

/** What cannot be followed (a link that leads to itself) is looked at as it stands. */
function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return lstatSync(path, { throwIfNoEntry: false })
  }
}

/** Threads are loaded late: most manifests have no clip or sound among their inputs. */
async function inspectLength(path: string): Promise<Inspected> {
  const { inspectOnThread } = await import('./inspect-thread.ts')
  return inspectOnThread({ path, kind: 'length' })
}

/** The files of this machine. */
export const nodeFiles: Files = {
  read(path) {
    try {
      // A device or a pipe may never end.
      const facts = statSync(path)
      if (facts.isDirectory()) return { problem: 'is a folder' }
      // Those of the kernel may wait for more to say, and hold the environment of a process.
      if (!facts.isFile() || /^\/(?:proc|sys)\//.test(realpathSync(path))) return { problem: 'is not a regular file' }
      if (facts.size > MAX_BYTES) return { problem: `has ${facts.size} bytes; ${MAX_BYTES} is the most` }
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
      const answer = await inspectLength(path)
      return 'problem' in answer ? { problem: answer.problem } : { type }
    } catch (error) {
      return { problem: reasonOf(error) }
    }
  },
  // A file that cannot be inspected has no length that could be checked.
  async seconds(path) {
    const answer = await inspectLength(path)
    return 'facts' in answer ? answer.facts.seconds : undefined
  },
}
