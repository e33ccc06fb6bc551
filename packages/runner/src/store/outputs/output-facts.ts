import { lstatSync, type Stats, statSync } from 'node:fs'
import { OutputError } from '../../errors/output-error.ts'

/**
 * Facts about the file that an output is. Returns undefined if nothing stands in its place. A link that leads to itself has its own facts, which are
 * never those of a clip.
 * @throws {OutputError} if the system does not let this user look.
 */
export function outputFacts(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') return lstatSync(path, { throwIfNoEntry: false })
    throw new OutputError(path, { cause: error })
  }
}
