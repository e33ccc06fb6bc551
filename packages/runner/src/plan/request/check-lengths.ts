import { resolve } from 'node:path'
import type { Files } from '../../manifest/files/files.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Place } from '../../manifest/yaml/node.ts'

/** A file that may be of so many seconds, and where the manifest gives it. Looking into files takes time: it is done last, and once for each. */
export type LengthLimit = { readonly path: string; readonly maxSeconds: number; readonly places: Set<Place> }

/** Notes the files that are too long. One whose length cannot be read is left to the provider. */
export async function checkLengths(
  limits: Iterable<LengthLimit>,
  { files, root, issues }: { readonly files: Files; readonly root: string; readonly issues: IssueList },
): Promise<void> {
  for (const { path, maxSeconds, places } of limits) {
    const length = await files.seconds(resolve(root, path))
    // Encoders fill up the last frame: hundredths of a second say nothing.
    const seconds = Math.floor((length ?? 0) * 10) / 10
    if (seconds <= maxSeconds) continue
    const message = `${path} lasts ${seconds} s; the provider takes ${maxSeconds} s at the most`
    for (const place of places) issues.add(place, { code: 'bad-file', message })
  }
}
