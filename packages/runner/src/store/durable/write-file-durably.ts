import { renameSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'
import { flushFolder } from './flush-folder.ts'

/**
 * Replaces a file atomically: readers see the old content or the new content, also after a power cut. A link at the path is replaced; its
 * target is not changed.
 *
 * @throws {OutputError}
 */
export async function writeFileDurably(path: string, content: string): Promise<void> {
  const fresh = `${path}.new`
  try {
    await rm(fresh, { force: true })
    const file = await open(fresh, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    renameSync(fresh, path)
    await flushFolder(dirname(path))
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined)
    throw new OutputError(path, { cause: error })
  }
}

/** Flushes a file to the disk. Call it before renaming the file: otherwise the file could be empty after a power cut. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
