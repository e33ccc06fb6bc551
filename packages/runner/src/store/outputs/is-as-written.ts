import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { hashFile } from '../durable/hash-file.ts'
import type { FileRecord } from '../journal/records.ts'
import { holdsContent } from './holds-content.ts'

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
