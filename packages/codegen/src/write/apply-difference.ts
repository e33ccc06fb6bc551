import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TreeDifference } from './compare-tree.ts'

/** Makes the files on disk what they should be: the only place that writes. Files that are right already keep their times. */
export async function applyDifference(root: string, difference: TreeDifference): Promise<void> {
  for (const file of [...difference.missing, ...difference.changed]) {
    const path = join(root, file.path)
    await mkdir(dirname(path), { recursive: true })
    // A link in its place is replaced, and what it leads to is not touched.
    await rm(path, { force: true })
    await writeFile(path, file.text, { flag: 'wx' })
  }
  for (const path of difference.stray) {
    await rm(join(root, path))
    await removeIfEmpty(join(root, dirname(path)))
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder)
  if (entries.length === 0) await rmdir(folder)
}
