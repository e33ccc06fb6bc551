import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

type PlainFile = { readonly name: string; readonly path: string; readonly bytes: number }

/** The files of a folder whose names have a shape. Links are left out, and so is all that a folder has which is itself one. */
export async function plainFiles(folder: string, shape: RegExp): Promise<PlainFile[]> {
  const isFolder = await lstat(folder)
    .then((found) => found.isDirectory())
    .catch(() => false)
  const names = isFolder ? await readdir(folder) : []
  const found = await Promise.all(
    names
      .filter((name) => shape.test(name))
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
 * Looks whether a file is there to be read: undefined where its folder has nothing of the name. Whatever else stands there is not absent, and has
 * a problem: a link that leads nowhere, a folder, a file of another user.
 */
export function lookForFile(path: string): { readonly problem?: string } | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
    // A pipe would never end.
    if (!statSync(path).isFile()) return { problem: 'it is not a file' }
    accessSync(path, constants.R_OK)
    return {}
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

/** Why the system refuses to read a file. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? ('code' in error && REASONS[String(error.code)]) || error.message : String(error)
}

/** SHA-256 (hex) of a file's content, read as a stream. @throws the system's error, or one that says that it is not a file */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { fd: openPlainFile(path) })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** A pipe keeps whoever opens it waiting for the other end, unless it is opened so. (Windows has no such flag.) */
const NOT_WAITING = constants.O_NONBLOCK ?? 0

/**
 * Opens a file, and nothing else: a pipe or a device may keep its reader waiting for ever.
 *
 * @param flags as of `open` in C
 * @throws the system's error, or one that says that it is not a file
 */
export function openPlainFile(path: string, flags: number = constants.O_RDONLY): number {
  const file = openSync(path, flags | NOT_WAITING, 0o644)
  if (fstatSync(file).isFile()) return file
  closeSync(file)
  throw new Error('it is not a file')
}

/** The content of a file. @throws the same */
export function readPlainFile(path: string, flags?: number): Buffer {
  const file = openPlainFile(path, flags)
  try {
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}
