import type { Stats } from 'node:fs'
import { hashFile } from '../durable/hash-file.ts'
import { outputFacts } from './output-facts.ts'

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
