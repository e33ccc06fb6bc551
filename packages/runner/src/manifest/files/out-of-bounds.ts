import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Problem } from '../../errors/issue.ts'
import type { Files } from './files.ts'

type Place = { readonly files: Files; readonly root: string }

/** Names of files and folders that hold keys, histories or Shotlist's own state. No part of a path may have one, in upper or lower case. */
const PRIVATE = /^(\.git|\.shotlist|\.env(rc)?([._-].*)?|\.npmrc|\.netrc|\.ssh|\.aws|\.gnupg)$/i

/**
 * The problem with the location of a file that a manifest names: it is outside the project, perhaps through a link, or in a private place.
 * The file is sent to a provider or quoted in messages, and the manifest may come from somebody else.
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
      hint: `Put ${isLink ? 'the file itself' : 'the file'} into the project: the nearest folder above the manifest with a \`.git\`, otherwise the folder of the manifest.`,
    }
  }
  const segment = [...(relativeTo(project, given) ?? '').split(sep), ...below.split(sep)].find((part) => PRIVATE.test(part))
  if (segment === undefined) return undefined
  return {
    code: 'private-file',
    message: `${path} is in ${segment}, and Shotlist reads nothing there`,
    hint: 'Such places hold keys or histories. Put the file elsewhere.',
  }
}

/** The path with its links resolved, as far as it exists. */
export function realPath(path: string, files: Files): string {
  const real = files.real(path)
  if (real !== undefined || dirname(path) === path) return real ?? path
  return join(realPath(dirname(path), files), relative(dirname(path), path))
}

/** The path relative to a folder; undefined if it is not below the folder. */
export function relativeTo(folder: string, path: string): string | undefined {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? relative(folder, path) : undefined
}

/** The project: the nearest folder upwards that has a `.git`, otherwise the manifest's own folder. */
export function projectOf(root: string, files: Files): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (files.real(join(folder, '.git')) !== undefined) return folder
    if (dirname(folder) === folder) return root
  }
}
