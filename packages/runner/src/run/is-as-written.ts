import type { Stats } from 'node:fs'
import { join } from 'node:path'
import type { FileRecord } from '../journal/records.ts'
import { hashFile } from '../transfer/hash-file.ts'

/** Whether a file that was found below the output folder is as Shotlist wrote it, and nobody has worked on it since. */
export async function isAsWritten(
  outputDir: string,
  { record, found }: { readonly record: FileRecord; readonly found: Stats },
): Promise<boolean> {
  const { state, sha256, bytes, modifiedMs, replaces } = record
  const hash = () => hashFile(join(outputDir, ...record.path.split('/')))
  // A run that was killed then left the new content there, or the one before.
  if (state === 'checked') return [sha256, replaces].includes(await hash())
  return found.size === bytes && (found.mtimeMs === modifiedMs || (await hash()) === sha256)
}
