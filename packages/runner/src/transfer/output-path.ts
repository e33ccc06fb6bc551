import { lstat, mkdir, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { OutputError } from '../errors/output-error.ts'

/**
 * The absolute path of an output, with its folders made. Folders below the output folder that are links out of it are refused: a link
 * must not carry a file to where the manifest may not write.
 *
 * @param path below `outputDir`, with forward slashes
 * @throws {OutputError}
 */
export async function prepareOutput(outputDir: string, path: string): Promise<string> {
  const target = join(outputDir, ...path.split('/'))
  if (!isInside(outputDir, target)) throw new OutputError(path, { problem: 'it lies outside the output folder' })
  try {
    await mkdir(outputDir, { recursive: true })
    const root = await realpath(outputDir)
    let folder = outputDir
    for (const segment of relative(outputDir, dirname(target)).split(sep)) {
      if (segment === '') continue
      folder = join(folder, segment)
      await ensureFolder(folder, root, path)
    }
  } catch (error) {
    throw error instanceof OutputError ? error : new OutputError(target, { cause: error })
  }
  return target
}

async function ensureFolder(folder: string, root: string, path: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined)
  if (found === undefined) {
    // Another job may make the same folder at the same moment. (Not `recursive`, which keeps quiet about a read-only file system.)
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } else if (found.isSymbolicLink() && !isInside(root, await realpath(folder))) throw leadsOut(folder, path)
}

const leadsOut = (folder: string, path: string): OutputError =>
  new OutputError(path, {
    problem: `${folder} is a link that leads out of the output folder`,
    hint: 'Replace the link by a folder, or make `output_dir` itself the link.',
  })

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

/** Whether a path lies below a folder (and is not the folder itself). */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
