import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StateNotWritableError } from '../errors/state-not-writable-error.ts'

/** Name of the folder beside the manifest that holds what Shotlist must remember. */
const STATE_FOLDER = '.shotlist'

/** Where things lie in a state folder. */
export type StateFolder = { readonly path: string; readonly journal: string; readonly artifacts: string }

/** That of the manifests in a folder. @param part a folder of its own within */
export const stateFolder = (root: string, part = ''): StateFolder => folderAt(join(root, STATE_FOLDER, part))

/** That of a manifest's rehearsals. Each manifest has its own, for a rehearsal begins with forgetting the one before. */
export const rehearsalFolder = (manifestPath: string): StateFolder =>
  folderAt(join(dirname(manifestPath), STATE_FOLDER, 'rehearsal', basename(manifestPath)))

/** Where the picks of a manifest's rehearsals are kept: in the form of a lockfile, and never in that of its runs. */
export const rehearsalLockfile = (manifestPath: string): string => join(rehearsalFolder(manifestPath).path, 'lock.yaml')

const folderAt = (path: string): StateFolder => ({ path, journal: join(path, 'journal.db'), artifacts: join(path, 'artifacts') })

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
