import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

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
