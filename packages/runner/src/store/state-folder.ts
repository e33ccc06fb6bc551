import { existsSync, lstatSync, mkdirSync, type Stats, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { StateNotWritableError } from '../errors/state-errors.ts'
import { StateFolderError } from '../errors/state-folder-error.ts'
import { reasonOf } from './durable/plain-files.ts'

/** Name of the folder beside the manifest that holds Shotlist's state. */
const STATE_FOLDER = '.shotlist'

/** Paths of a state folder and its parts. */
export type StateFolder = { readonly path: string; readonly journal: string; readonly artifacts: string }

/**
 * The state folder of the manifests in a folder.
 *
 * @param part a separate state folder within it
 * @throws {StateFolderError} if it, or one of its parts, is a link or of the wrong kind
 */
export function stateFolder(root: string, part = ''): StateFolder {
  return folderAt(root, [STATE_FOLDER, part])
}

/**
 * The state folder of a manifest's rehearsals. Each manifest has its own, because a rehearsal begins by deleting the state of the last one.
 */
export function rehearsalFolder(manifestPath: string): StateFolder {
  return folderAt(dirname(manifestPath), [STATE_FOLDER, 'rehearsal', basename(manifestPath)])
}

/** The file for the picks of a manifest's rehearsals. It has the form of a lockfile, and is separate from the lockfile of runs. */
export function rehearsalLockfile(manifestPath: string): string {
  return join(rehearsalFolder(manifestPath).path, 'lock.yaml')
}

/** Names of files in a state folder, with those that SQLite keeps beside a database. The journal is checked when it is opened. */
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
 * Refuses a path that exists and is not a plain file or folder. A link that came with the project could redirect writes and deletions to
 * any place on the machine; a pipe would block its reader.
 */
function refuseOther(path: string, kind: 'file' | 'folder'): void {
  const found = factsOf(path)
  if (found === undefined || (kind === 'file' ? found.isFile() : found.isDirectory())) return
  throw new StateFolderError(path, found.isSymbolicLink() ? 'it is a link' : `it is not a ${kind}`)
}

/** File facts of a path. The system may deny access, or refuse a name as too long. */
function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new StateFolderError(path, reasonOf(error))
  }
}

/**
 * Creates the folder with a `.gitignore` that excludes it.
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
