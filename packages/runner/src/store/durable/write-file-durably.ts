import { renameSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'
import { flushFolder } from './flush-folder.ts'

/**
 * Replaces a file as a whole: readers see the old content or the new one, also after a power cut. A link in its place is replaced, and what it
 * leads to is not touched.
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

/** Brings what was written of a file to the disk: renamed before that, it could be empty under its name after a power cut. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
