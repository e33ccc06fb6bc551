import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Report } from '@shotlist/review'
import { ForeignFolderError, OutputError } from '../../errors/output-errors.ts'
import { readPlainFile } from '../../store/durable/plain-files.ts'
import { pathBelow, prepareOutput } from '../../store/outputs/output-path.ts'
import { CLIPS_FOLDER, PAGE_FILES, PAGE_FOLDER, REPORT_FILE } from './page-files.ts'

/** Marks a folder as a report, which may be replaced. */
const MARK = '<meta name="generator" content="shotlist report">'

export type WriteOptions = {
  readonly outputDir: string
  /** Replaces secrets in what is written. */
  readonly mask: (text: string) => string
}

/**
 * Writes a report's page and clips into a folder, which can be moved, archived and opened without a server. Clips are copies, so that
 * editing one does not change the output; on file systems that share blocks between copies (Btrfs, XFS, APFS) they take no space.
 *
 * @throws {ForeignFolderError} the folder holds something else
 * @throws {OutputError}
 */
export async function writeReport(folder: string, report: Report, { outputDir, mask }: WriteOptions): Promise<void> {
  await guardFolder(folder)
  try {
    await mkdir(folder, { recursive: true })
    // `index.html` marks the folder as a report. It is written first, so that an interrupted report can be written again.
    for (const name of PAGE_FILES) {
      await rm(join(folder, name), { force: true })
      await copyFile(join(PAGE_FOLDER, name), join(folder, name), constants.COPYFILE_EXCL)
    }
    const wanted = new Set(
      report.clips.flatMap(({ file, others = [] }) => (file === undefined ? [] : [file, ...others])).map(({ path }) => path),
    )
    for (const path of wanted) {
      const from = pathBelow(outputDir, path)
      if (from !== undefined) await copyClip(from, prepareOutput(folder, `${CLIPS_FOLDER}/${path}`))
    }
    await rm(join(folder, REPORT_FILE), { force: true })
    await writeFile(join(folder, REPORT_FILE), mask(reportScript(report)), { flag: 'wx' })
    await removeOthers(join(folder, CLIPS_FOLDER), wanted)
  } catch (error) {
    throw new OutputError(folder, { cause: error, hint: 'Correct that, or name another folder: --out FOLDER.' })
  }
}

async function guardFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new ForeignFolderError(folder, error.code === 'ENOTDIR' ? 'is not a folder' : 'cannot be read')
  })
  if (names.length > 0 && !isPage(join(folder, 'index.html'))) throw new ForeignFolderError(folder)
}

function isPage(path: string): boolean {
  try {
    return readPlainFile(path).includes(MARK)
  } catch {
    return false
  }
}

/** Copies a clip, unless the existing copy is of the same file. */
async function copyClip(from: string, to: string): Promise<void> {
  const [source, known] = await Promise.all([stat(from), lstat(to).catch(() => undefined)])
  // Reports of earlier versions contain hard links.
  const isCopy = known?.isFile() === true && known.nlink === 1 && !(known.ino === source.ino && known.dev === source.dev)
  if (isCopy && known.size === source.size && Math.trunc(known.mtimeMs) === Math.trunc(source.mtimeMs)) return
  await rm(to, { force: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
  // An equal modification time marks a copy as unchanged and of the same clip.
  await utimes(to, source.atime, source.mtime)
}

/** Removes clips of earlier reports that this one does not have. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const isFolder = (await lstat(folder).catch(() => undefined))?.isDirectory()
  const entries = isFolder ? await readdir(folder, { recursive: true, withFileTypes: true }) : []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !wanted.has(relative(folder, path).split(sep).join('/'))) await rm(path)
  }
}

/** The report as a script: a page opened from disk can load scripts, but cannot `fetch`. */
function reportScript(report: Report): string {
  // JSON is valid JavaScript. `</script>` and `<!--` need no escape, because this is a file of its own, not HTML.
  return `globalThis.SHOTLIST_REPORT = ${JSON.stringify(report)}\n`
}
