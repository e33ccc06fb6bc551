import { resolve } from 'node:path'
import { isOfType } from '../../manifest/files/file-types.ts'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** A file for which the provider takes some types only, and where the manifest gives it. Files are opened last, and each once. */
export type ContentLimit = { readonly path: string; readonly types: readonly string[]; readonly places: Set<Place> }

/** Notes the files whose content is of no type that the provider takes, whatever their names end in: their upload would be paid for nothing. */
export async function checkContents(
  limits: Iterable<ContentLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<void> {
  for (const { path, types, places } of limits) {
    const found = await files.type(resolve(root, path))
    const problem = 'problem' in found ? found.problem : problemOf(found.type, types)
    if (problem === undefined) continue
    const hint = `The provider takes ${types.join(', ')}.`
    for (const place of places) issues.add(place, { code: 'bad-file', message: `${path} ${problem}`, hint })
  }
}

function problemOf(found: string | undefined, types: readonly string[]): string | undefined {
  if (found !== undefined) return isOfType(found, types) ? undefined : `holds ${found}, whatever its name says`
  // Only of media is it known how each begins: a file that begins otherwise may be any text.
  return types.every((type) => /^(image|video|audio)\//.test(type)) ? 'holds no picture, clip or sound' : undefined
}
