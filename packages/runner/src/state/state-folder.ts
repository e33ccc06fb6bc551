import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StateNotWritableError } from '../errors/state-not-writable-error.ts'

/** Name of the folder beside the manifest that holds what Shotlist must remember. */
const STATE_FOLDER = '.shotlist'

/** Where things lie in a state folder. */
export type StateFolder = { readonly path: string; readonly journal: string; readonly artifacts: string }

/** @param part a folder of its own within, as `rehearsal` */
export function stateFolder(root: string, part?: string): StateFolder {
  const path = part === undefined ? join(root, STATE_FOLDER) : join(root, STATE_FOLDER, part)
  return { path, journal: join(path, 'journal.db'), artifacts: join(path, 'artifacts') }
}

/**
 * Makes the folder; git ignores it by itself.
 *
 * @throws {StateNotWritableError}
 */
export function makeStateFolder(folder: StateFolder): void {
  const ignore = join(folder.path, '.gitignore')
  try {
    mkdirSync(folder.path, { recursive: true })
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
  } catch (error) {
    throw new StateNotWritableError(folder.path, error)
  }
}
