import { dirname, join, resolve, sep } from 'node:path'
import type { Problem } from '../issue.ts'
import type { Files } from './files.ts'

/**
 * What is wrong with a file that lies outside the project although its path does not: a link leads there. What a manifest names is sent to a
 * provider, and a manifest may come from somebody else.
 *
 * @param root the manifest's folder
 */
export function outsideProject(path: string, { files, root }: { readonly files: Files; readonly root: string }): Problem | undefined {
  const given = resolve(root, path)
  const real = files.real(given)
  if (real === undefined || real === given) return undefined
  const project = files.real(projectOf(root, files)) ?? root
  if (real.startsWith(project.endsWith(sep) ? project : `${project}${sep}`)) return undefined
  return {
    code: 'outside-project',
    message: `${path} is a link that leads out of the project`,
    hint: 'Put the file itself into the project.',
  }
}

/** The nearest folder upwards that has a `.git`; else the manifest's own. */
function projectOf(root: string, files: Files): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (files.stat(join(folder, '.git')) !== undefined) return folder
    if (dirname(folder) === folder) return root
  }
}
