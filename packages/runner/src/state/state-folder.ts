import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StateNotWritableError } from '../errors/state-not-writable-error.ts'

/** Name of the folder beside the manifest that holds what Shotlist must remember. */
const STATE_FOLDER = '.shotlist'

/** Where things lie in a state folder. */
export type StateFolder = { readonly path: string; readonly journal: string; readonly artifacts: string }

/**
 * That of the manifests in a folder.
 *
 * @param part a folder of its own within
 * @throws {StateNotWritableError} it is a link, or has one in it
 */
export const stateFolder = (root: string, part = ''): StateFolder => folderAt(root, [STATE_FOLDER, part])

/** That of a manifest's rehearsals. Each manifest has its own, for a rehearsal begins with forgetting the one before. */
export const rehearsalFolder = (manifestPath: string): StateFolder =>
  folderAt(dirname(manifestPath), [STATE_FOLDER, 'rehearsal', basename(manifestPath)])

/** Where the picks of a manifest's rehearsals are kept: in the form of a lockfile, and never in that of its runs. */
export const rehearsalLockfile = (manifestPath: string): string => join(rehearsalFolder(manifestPath).path, 'lock.yaml')

/** What has a name of its own in a state folder. */
const NAMES = ['journal.db', 'journal.db-wal', 'journal.db-shm', 'submissions.log', 'holder.db', 'artifacts', 'unchanged', '.gitignore']

function folderAt(root: string, parts: readonly string[]): StateFolder {
  const path = join(root, ...parts)
  for (const depth of parts.keys()) refuseLink(join(root, ...parts.slice(0, depth + 1)))
  for (const name of NAMES) refuseLink(join(path, name))
  return { path, journal: join(path, 'journal.db'), artifacts: join(path, 'artifacts') }
}

/** A link may have come with the project, and would carry what is written, and what is removed, to any place of the machine. */
function refuseLink(path: string): void {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return
  throw new StateNotWritableError(
    path,
    new Error('it is a link, and Shotlist keeps its state in files and folders of its own; remove the link'),
  )
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
