import { resolve } from 'node:path'
import { isOfType, typeByEnding } from '../../manifest/files/file-types.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** A file for which the provider takes some types only, and where the manifest gives it. Files are opened last, and each once. */
export type ContentLimit = { readonly path: string; readonly types: readonly string[]; readonly places: Set<Place> }

/**
 * Notes the files whose content is of no type that the provider takes, whatever their names end in: their upload would be paid for nothing. Returns
 * their paths.
 */
export async function checkContents(
  limits: Iterable<ContentLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>()
  for (const { path, types, places } of limits) {
    const found = await files.type(resolve(root, path))
    const problem = 'problem' in found ? found.problem : problemOf(path, found.type, types)
    if (problem === undefined) continue
    refused.add(path)
    const hint = `The provider takes ${types.join(', ')}.`
    for (const place of places) issues.add(place, { code: 'bad-file', message: `${path} ${problem}`, hint })
  }
  return refused
}

/** How every file of such a type begins is known; drawings in SVG, as all texts, begin in many ways. */
const isKnown = (type: string): boolean => /^(image|video|audio)\/(?!svg)/.test(type)

function problemOf(path: string, found: string | undefined, types: readonly string[]): string | undefined {
  if (!types.every(isKnown)) return undefined
  if (found === undefined) return 'holds no picture, clip or sound'
  // A container begins the same with pictures in it and without.
  const asSound = found.replace(/^video/, 'audio')
  if (isOfType(found, types) || (asSound === typeByEnding(path) && isOfType(asSound, types))) return undefined
  return `holds ${found}, whatever its name says`
}
