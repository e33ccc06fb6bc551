import { lstatSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'
import { hashFile } from '../durable/plain-files.ts'
import type { FileRecord } from '../journal/records.ts'

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

/** What was written down of a file. */
type Recorded = { readonly sha256: string; readonly bytes: number; readonly modifiedMs?: number | undefined }

/** Whether a file is there and holds what was written down of it: by its length and time where those tell, else by its hash. */
export async function holdsContent(
  path: string,
  { sha256, bytes, modifiedMs }: Recorded,
  found: Stats | undefined = outputFacts(path),
): Promise<boolean> {
  return found?.size === bytes && (found.mtimeMs === modifiedMs || (await hashFile(path)) === sha256)
}

/** Whether a file that was found below the output folder is as Shotlist wrote it, and nobody has worked on it since. */
export async function isAsWritten(
  outputDir: string,
  { record, found }: { readonly record: FileRecord; readonly found: Stats },
): Promise<boolean> {
  const path = join(outputDir, ...record.path.split('/'))
  // A run that was killed then left the new content there, or the one before.
  if (record.state === 'checked') return [record.sha256, record.replaces].includes(await hashFile(path))
  return holdsContent(path, record, found)
}
