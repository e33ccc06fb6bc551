import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GeneratedFile } from '../emit/generated-file.ts'
import { findGenerated } from './find-generated.ts'

/** How the files on disk differ from those that would be generated now. Paths are relative to the root. */
export type TreeDifference = {
  readonly missing: readonly GeneratedFile[]
  readonly changed: readonly GeneratedFile[]
  /** Generated files that nothing generates any more. */
  readonly stray: readonly string[]
  readonly same: number
}

/** Which folders hold generated files, and whether they hold nothing else. */
export type GeneratedFolders = {
  readonly folders: readonly string[]
  /** Every file named `*.gen.*` in there is a generated one; otherwise only those whose first line says so. */
  readonly owned: boolean
}

/** Compares what should be there with what is. Writes nothing. */
export async function compareTree(root: string, files: readonly GeneratedFile[], where: GeneratedFolders): Promise<TreeDifference> {
  const missing: GeneratedFile[] = []
  const changed: GeneratedFile[] = []
  for (const file of files) {
    const text = await readFile(join(root, file.path), 'utf8').catch(() => undefined)
    if (text === undefined) missing.push(file)
    else if (text !== file.text) changed.push(file)
  }
  const expected = new Set(files.map(({ path }) => path))
  const found = await findGenerated(root, where)
  const stray = found.filter((path) => !expected.has(path))
  return { missing, changed, stray, same: files.length - missing.length - changed.length }
}
