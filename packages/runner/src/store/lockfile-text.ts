import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { LockfileError } from '../errors/state-errors.ts'
import { lookForFile, readPlainFile, reasonOf } from './durable/plain-files.ts'

/** `launch.lock.yaml` beside `launch.yaml`. */
export function lockfilePath(manifestPath: string): string {
  return join(dirname(manifestPath), `${basename(manifestPath).replace(/\.ya?ml$/, '')}.lock.yaml`)
}

/**
 * SHA-256 (hex) of a lockfile on the disk; undefined if there is none.
 *
 * @throws {LockfileError} if it exists and cannot be read
 */
export function lockfileHash(path: string): string | undefined {
  const bytes = bytesOf(path)
  return bytes && createHash('sha256').update(bytes).digest('hex')
}

/**
 * The text of a lockfile on the disk; undefined if there is none.
 *
 * @throws {LockfileError} if it exists and cannot be read
 */
export function textOf(path: string): string | undefined {
  const bytes = bytesOf(path)
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LockfileError(path, 'it is not UTF-8 text')
  }
}

/** SHA-256 (hex) of a text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function bytesOf(path: string): Buffer | undefined {
  const found = lookForFile(path)
  if (found === undefined) return undefined
  if (found.problem !== undefined) throw new LockfileError(path, found.problem)
  try {
    return readPlainFile(path)
  } catch (error) {
    throw new LockfileError(path, reasonOf(error))
  }
}
