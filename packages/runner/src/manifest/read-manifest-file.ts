import { basename, dirname } from 'node:path'
import type { Problem } from '../errors/issue.ts'
import type { Files } from './files/files.ts'
import { outOfBounds } from './files/out-of-bounds.ts'

/**
 * The content of a file that is given as a manifest, or why it is not read. A manifest may come from somebody else, as a link to what they want
 * to see: its mistakes are quoted.
 *
 * @param path absolute
 * @param name what the user calls it
 */
export function readManifestFile(
  path: string,
  { name, files }: { readonly name: string; readonly files: Files },
): { readonly bytes: Uint8Array } | { readonly problem: Problem } {
  const read = files.read(path)
  if ('problem' in read)
    return {
      problem: {
        code: 'no-manifest',
        message: `${name} ${read.problem}`,
        hint: '`shotlist init` writes a first manifest. Without an argument the command looks for shotlist.yaml.',
      },
    }
  const problem = outOfBounds(basename(path), { files, root: dirname(path) })
  return problem === undefined ? read : { problem }
}
