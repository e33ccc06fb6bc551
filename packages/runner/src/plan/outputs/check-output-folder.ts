import { sep } from 'node:path'
import type { Problem } from '../../errors/issue.ts'
import type { Files } from '../../manifest/files/files.ts'
import { projectOf, realPath, relativeTo } from '../../manifest/files/out-of-bounds.ts'
import { checkOutputName } from './check-output-name.ts'

/**
 * What is wrong with where an output folder, or that of its rehearsals, really lies: a link may have come with the project, and would carry
 * files to any place of the machine.
 *
 * @param folder absolute
 * @param root the manifest's folder
 */
export function checkOutputFolder(folder: string, { files, root }: { readonly files: Files; readonly root: string }): Problem | undefined {
  const project = projectOf(root, files)
  const real = files.real(project) ?? project
  for (const path of [folder, `${folder}-rehearsal`]) {
    // Beside the project (for `output_dir: .`) nothing comes with it.
    if (path === root || relativeTo(project, path) === undefined) continue
    const place = realPath(path, files)
    const below = place === real ? '' : relativeTo(real, place)
    const name = relativeTo(root, path) ?? path
    const hint = 'Replace the link by a folder. To render onto another disk, mount it there, or move the project onto it.'
    if (below === undefined) return { code: 'outside-project', message: `${name} is a link that leads out of the project`, hint }
    const odd = path === place ? undefined : checkOutputName(below.split(sep).join('/'))
    if (odd !== undefined) return { code: 'bad-path', message: `${name} is a link, and what it leads to ${odd.problem}`, hint }
  }
  return undefined
}
