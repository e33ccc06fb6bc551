import { lstatSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { OutputError } from '../../errors/output-errors.ts'
import { hashFile } from '../durable/plain-files.ts'
import type { FileRecord } from '../journal/records.ts'

/**
 * The file facts of an output; undefined if nothing is at its path. For a link that leads to itself, those of the link, which match no
 * clip.
 *
 * @throws {OutputError} if the system denies access
 */
export function outputFacts(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') return lstatSync(path, { throwIfNoEntry: false })
    throw new OutputError(path, { cause: error })
  }
}

/** The recorded facts of a file. */
type Recorded = { readonly sha256: string; readonly bytes: number; readonly modifiedMs?: number | undefined }

/** Whether a file has the recorded content: by length and modification time if they match, otherwise by its hash. */
export async function holdsContent(
  path: string,
  { sha256, bytes, modifiedMs }: Recorded,
  found: Stats | undefined = outputFacts(path),
): Promise<boolean> {
  return found?.size === bytes && (found.mtimeMs === modifiedMs || (await hashFile(path)) === sha256)
}

/** Whether a file below the output folder is unchanged since Shotlist wrote it. */
export async function isAsWritten(
  outputDir: string,
  { record, found }: { readonly record: FileRecord; readonly found: Stats },
): Promise<boolean> {
  const path = join(outputDir, ...record.path.split('/'))
  // A run that was killed at that point left either the new content or the old one.
  if (record.state === 'checked') return [record.sha256, record.replaces].includes(await hashFile(path))
  return holdsContent(path, record, found)
}
