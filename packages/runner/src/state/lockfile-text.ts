import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** `launch.lock.yaml` beside `launch.yaml`. */
export const lockfilePath = (manifestPath: string): string =>
  join(dirname(manifestPath), `${basename(manifestPath).replace(/\.ya?ml$/, '')}.lock.yaml`)

/** SHA-256 (hex) of a lockfile as it stands; undefined where there is none. */
export function lockfileHash(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return undefined
  }
}

/** A lockfile as it stands, unparsed; undefined where there is none. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** SHA-256 (hex) of a text. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
