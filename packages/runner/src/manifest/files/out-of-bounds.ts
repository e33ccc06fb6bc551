import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Problem } from '../../errors/issue.ts'
import type { Files } from './files.ts'

type Place = { readonly files: Files; readonly root: string }

/** Where keys, histories and Shotlist's own state are kept; no part of a path may be called so, in any case of letters. */
const PRIVATE = /^(\.git|\.shotlist|\.env(rc)?([._-].*)?|\.npmrc|\.netrc|\.ssh|\.aws|\.gnupg)$/i

/**
 * What is wrong with where a file lies that a manifest names: outside the project, perhaps by a link, or in a place that is private. What a
 * manifest names is sent to a provider, or quoted in messages, and a manifest may come from somebody else.
 *
 * @param root the manifest's folder
 */
export function outOfBounds(path: string, { files, root }: Place): Problem | undefined {
  const given = resolve(root, path)
  const project = projectOf(root, files)
  const real = realPath(given, files)
  const below = relativeTo(files.real(project) ?? project, real)
  if (below === undefined) {
    const isLink = relativeTo(project, given) !== undefined
    return {
      code: 'outside-project',
      message: `${path} ${isLink ? 'is a link that leads' : 'leads'} out of the project`,
      hint: `Put ${isLink ? 'the file itself' : 'the file'} into the project.`,
    }
  }
  const segment = [...(relativeTo(project, given) ?? '').split(sep), ...below.split(sep)].find((part) => PRIVATE.test(part))
  if (segment === undefined) return undefined
  return {
    code: 'private-file',
    message: `${path} lies in ${segment}, and nothing is read from there`,
    hint: 'Keys and histories lie there. Put what is sent elsewhere.',
  }
}

/** The path without links, as far as it is there. */
export function realPath(path: string, files: Files): string {
  const real = files.real(path)
  if (real !== undefined || dirname(path) === path) return real ?? path
  return join(realPath(dirname(path), files), relative(dirname(path), path))
}

/** The path from a folder; undefined where it is not below it. */
export function relativeTo(folder: string, path: string): string | undefined {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? relative(folder, path) : undefined
}

/** The nearest folder upwards that has a `.git`; else the manifest's own. */
export function projectOf(root: string, files: Files): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (files.real(join(folder, '.git')) !== undefined) return folder
    if (dirname(folder) === folder) return root
  }
}
