import { hashFile } from '../durable/plain-files.ts'
import { type Lockfile, lockedFiles } from '../lockfile.ts'
import { outputFacts } from './output-facts.ts'
import { pathBelow } from './output-path.ts'

/** A file of the lockfile, compared with the disk. */
export type CheckedFile = {
  readonly job: string
  /** Below the output folder. */
  readonly path: string
  readonly state: 'ok' | 'missing' | 'changed'
  /** SHA-256 (hex) in the lockfile. */
  readonly sha256: string
  /** SHA-256 (hex) of the file. Absent if the file is missing, or was not read because its length differs. */
  readonly found?: string
}

/** Compares the outputs with the lockfile, by content. */
export async function checkLockedFiles({ jobs }: Lockfile, outputDir: string): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = []
  for (const [job, entry] of Object.entries(jobs)) {
    for (const { output: path, sha256, bytes } of lockedFiles(entry))
      checked.push({ job, path, sha256, ...(await stateOf(pathBelow(outputDir, path), { sha256, bytes })) })
  }
  return checked
}

async function stateOf(
  path: string | undefined,
  { sha256, bytes }: { readonly sha256: string; readonly bytes: number | undefined },
): Promise<Pick<CheckedFile, 'state' | 'found'>> {
  const stats = path === undefined ? undefined : outputFacts(path)
  if (path === undefined || !stats?.isFile()) return { state: 'missing' }
  if (bytes !== undefined && stats.size !== bytes) return { state: 'changed' }
  const found = await hashFile(path)
  return { state: found === sha256 ? 'ok' : 'changed', found }
}
