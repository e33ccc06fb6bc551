import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

type PlainFile = { readonly name: string; readonly path: string; readonly bytes: number }

/** The files of a folder whose names match a pattern. Links are left out. Returns none if the folder itself is a link. */
export async function plainFiles(folder: string, pattern: RegExp): Promise<PlainFile[]> {
  const isFolder = await lstat(folder)
    .then((found) => found.isDirectory())
    .catch(() => false)
  const names = isFolder ? await readdir(folder) : []
  const found = await Promise.all(
    names
      .filter((name) => pattern.test(name))
      .map(async (name) => {
        const path = join(folder, name)
        const facts = await lstat(path)
        return facts.isFile() ? [{ name, path, bytes: facts.size }] : []
      }),
  )
  return found.flat()
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is a link that leads nowhere',
  ENOTDIR: 'it is a link that leads nowhere',
  ELOOP: 'it is a link that leads to itself',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

/**
 * Checks whether a file exists and can be read. Returns undefined if nothing has this name. Anything else that is not a readable file (a
 * broken link, a folder, a file of another user) is not absent: it has a problem.
 */
export function lookForFile(path: string): { readonly problem?: string } | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
    // Reading a pipe would never end.
    if (!statSync(path).isFile()) return { problem: 'it is not a file' }
    accessSync(path, constants.R_OK)
    return {}
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

/** The reason in an error of the system about reading a file. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? ('code' in error && REASONS[String(error.code)]) || error.message : String(error)
}

/** SHA-256 (hex) of a file's content, read as a stream. @throws the system's error, or an `Error` if it is not a file */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { fd: openPlainFile(path) })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** Without this flag, opening a pipe waits for the other end. (Windows has no such flag.) */
const NON_BLOCKING = constants.O_NONBLOCK ?? 0

/**
 * Opens a file. Refuses a pipe and a device, which could block their reader for ever.
 *
 * @param flags as of `open` in C
 * @throws the system's error, or an `Error` if it is not a file
 */
export function openPlainFile(path: string, flags: number = constants.O_RDONLY): number {
  const file = openSync(path, flags | NON_BLOCKING, 0o644)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw new Error('it is not a file')
}

/** The content of a file. @throws the system's error, or an `Error` if it is not a file */
export function readPlainFile(path: string, flags?: number): Buffer {
  const file = openPlainFile(path, flags)
  try {
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}
