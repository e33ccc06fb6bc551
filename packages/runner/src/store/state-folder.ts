import { existsSync, lstatSync, mkdirSync, type Stats, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StateNotWritableError } from '../errors/state-errors.ts'
import { StateFolderError } from '../errors/state-folder-error.ts'
import { reasonOf } from './durable/plain-files.ts'

/** Name of the folder beside the manifest that holds what Shotlist must remember. */
const STATE_FOLDER = '.shotlist'

/** Where things lie in a state folder. */
export type StateFolder = { readonly path: string; readonly journal: string; readonly artifacts: string }

/**
 * That of the manifests in a folder.
 *
 * @param part a folder of its own within
 * @throws {StateFolderError} something else stands in its place, or in that of one of its parts
 */
export function stateFolder(root: string, part = ''): StateFolder {
  return folderAt(root, [STATE_FOLDER, part])
}

/** That of a manifest's rehearsals. Each manifest has its own, for a rehearsal begins with forgetting the one before. */
export function rehearsalFolder(manifestPath: string): StateFolder {
  return folderAt(dirname(manifestPath), [STATE_FOLDER, 'rehearsal', basename(manifestPath)])
}

/** Where the picks of a manifest's rehearsals are kept: in the form of a lockfile, and never in that of its runs. */
export function rehearsalLockfile(manifestPath: string): string {
  return join(rehearsalFolder(manifestPath).path, 'lock.yaml')
}

/** Files that have a name of their own in a state folder: SQLite keeps two or three beside each database. (What the journal is, it says itself.) */
const FILES = ['journal.db-wal', 'journal.db-shm', 'journal.db-journal', 'submissions.log', 'holder.db', 'holder.db-journal', '.gitignore']
const FOLDERS = ['artifacts', 'unchanged']

function folderAt(root: string, parts: readonly string[]): StateFolder {
  const path = join(root, ...parts)
  for (const depth of parts.keys()) refuseOther(join(root, ...parts.slice(0, depth + 1)), 'folder')
  for (const name of FOLDERS) refuseOther(join(path, name), 'folder')
  for (const name of FILES) refuseOther(join(path, name), 'file')
  if (factsOf(join(path, 'journal.db'))?.isSymbolicLink()) throw new StateFolderError(join(path, 'journal.db'), 'it is a link')
  return { path, journal: join(path, 'journal.db'), artifacts: join(path, 'artifacts') }
}

/**
 * Refuses what is no file, or no folder, of Shotlist's own. A link may have come with the project, and would carry what is written, and what is
 * removed, to any place of the machine; a pipe would keep its reader waiting.
 */
function refuseOther(path: string, kind: 'file' | 'folder'): void {
  const found = factsOf(path)
  if (found === undefined || (kind === 'file' ? found.isFile() : found.isDirectory())) return
  throw new StateFolderError(path, found.isSymbolicLink() ? 'it is a link' : `it is not a ${kind}`)
}

/** (The system may refuse a look into a folder, or a name as too long.) */
function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new StateFolderError(path, reasonOf(error))
  }
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
    throw new StateNotWritableError(folder.path, error, { nothingSent: true })
  }
}
