import { renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { OutputError } from '../errors/output-error.ts'
import { flushFolder } from '../store/durable/flush-folder.ts'

/**
 * Gives a finished part its name. The file appears whole or not at all, also after a power cut: the folder's entry is flushed too.
 *
 * @returns the time of its last change, in milliseconds since 1970
 * @throws {OutputError}
 */
export async function placeFile(part: string, target: string): Promise<{ modifiedMs: number }> {
  try {
    renameSync(part, target)
    await flushFolder(dirname(target))
    return { modifiedMs: statSync(target).mtimeMs }
  } catch (error) {
    throw new OutputError(target, { cause: error })
  }
}
