import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'

/**
 * The absolute path of an output, with its folders made. Folders below the output folder that are links out of it are refused: a link
 * must not carry a file to where the manifest may not write.
 *
 * Asked for every clip, and answered by the system from memory: a way through another thread would take longer than the answer.
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
 * The absolute path of what lies below a folder; undefined where the path leads out of the folder, by its name or through a link. A path that
 * is read from a journal or a lockfile goes through here at every use: both may have come with the project.
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
    // Its folders are not there, and neither is the file.
    return undefined
  }
}

/** Whether the folders of a path are there, and none of them is a link. The output folder itself may be one. */
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

/** (Not `recursive`, which keeps quiet about a read-only file system.) */
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
    hint: 'Replace the link by a folder.',
  })
}

/**
 * Refuses outputs whose folders are links out of the output folder, as far as the folders are there.
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

/** Whether a path lies below a folder (and is not the folder itself). Both are absolute, and in their plain form. */
function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
