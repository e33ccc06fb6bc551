import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'

/**
 * Returns the absolute path of an output and creates its folders. Refuses folders that are links out of the output folder: through them a
 * manifest could write anywhere.
 *
 * Synchronous, because it is called for every clip and the system answers from memory faster than another thread could.
 *
 * @param path below `outputDir`, with forward slashes
 * @throws {OutputError}
 */
export function prepareOutput(outputDir: string, path: string): string {
  const target = join(outputDir, ...path.split('/'))
  if (!isInside(outputDir, target)) throw new OutputError(path, { problem: 'it lies outside the output folder' })
  try {
    if (!hasFolders(outputDir, path)) makeFolders(outputDir, path)
  } catch (error) {
    throw error instanceof OutputError ? error : new OutputError(target, { cause: error })
  }
  return target
}

/**
 * The absolute path of a file below a folder; undefined if the path leads out of the folder, by its name or through a link. Use it for
 * every path from a journal or a lockfile: both may have come with the project.
 *
 * @param path with forward slashes
 */
export function pathBelow(folder: string, path: string): string | undefined {
  const target = join(folder, ...path.split('/'))
  if (!isInside(folder, target)) return undefined
  if (hasFolders(folder, path)) return target
  try {
    const [root, parent] = [realpathSync.native(folder), realpathSync.native(dirname(target))]
    return parent === root || isInside(root, parent) ? target : undefined
  } catch {
    // Its folders do not exist, so neither does the file.
    return undefined
  }
}

/** Whether the folders of a path exist and are not links. The output folder itself may be a link. */
function hasFolders(outputDir: string, path: string): boolean {
  const segments = path.split('/').slice(0, -1)
  if (segments.length === 0) return statSync(outputDir, { throwIfNoEntry: false })?.isDirectory() === true
  return segments.every((_, depth) => lstatSync(join(outputDir, ...segments.slice(0, depth + 1)), { throwIfNoEntry: false })?.isDirectory())
}

function makeFolders(outputDir: string, path: string): void {
  mkdirSync(outputDir, { recursive: true })
  const root = realpathSync.native(outputDir)
  let folder = outputDir
  for (const segment of path.split('/').slice(0, -1)) {
    folder = join(folder, segment)
    const found = lstatSync(folder, { throwIfNoEntry: false })
    if (found === undefined) makeFolder(folder)
    else if (found.isSymbolicLink() && !isInside(root, realpathSync.native(folder))) throw leadsOut(folder, path)
  }
}

/** Creates one folder. Not `recursive`, which reports no error on a read-only file system. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may make the same folder at the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function leadsOut(folder: string, path: string): OutputError {
  return new OutputError(path, {
    problem: `${folder} is a link that leads out of the output folder`,
    hint: 'Replace the link with a folder.',
  })
}

/**
 * Refuses outputs whose folders are links out of the output folder, as far as the folders exist.
 *
 * @param paths below `outputDir`, with forward slashes
 * @throws {OutputError}
 */
export async function refuseLinksOut(outputDir: string, paths: Iterable<string>): Promise<void> {
  const root = await realpath(outputDir).catch(() => undefined)
  if (root === undefined) return
  const seen = new Set<string>()
  for (const path of paths) {
    const segments = path.split('/').slice(0, -1)
    for (const [depth] of segments.entries()) {
      const folder = join(outputDir, ...segments.slice(0, depth + 1))
      if (seen.has(folder)) continue
      seen.add(folder)
      const real = await realpath(folder).catch(() => undefined)
      if (real !== undefined && !isInside(root, real)) throw leadsOut(folder, path)
    }
  }
}

/** Whether a path is below a folder, and not the folder itself. Both are absolute and normalised. */
function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
