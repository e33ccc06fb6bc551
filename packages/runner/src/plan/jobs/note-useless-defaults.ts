import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { hasField } from '../request/own-entries.ts'
import type { JobDraft } from './job-draft.ts'

/** A default that no job's operation has a field for is a slip of the pen, most likely. */
export function noteUselessDefaults(manifest: Manifest, drafts: readonly JobDraft[], issues: IssueList): void {
  const operations = drafts.map((draft) => draft.used)
  const used = [...new Set(operations)].filter((operation) => operation !== undefined)
  const names = new Set(
    used.flatMap(({ operation, table }) => [...operation.fields.map(({ name }) => name), ...Object.keys(table.canonical)]),
  )
  for (const entry of manifest.defaults.with?.entries.values() ?? []) {
    if (used.some((operation) => hasField(entry.key, operation))) continue
    const suggestion = suggest(entry.key, names)
    // An operation that is not known may have the field; a slip of the pen is one all the same.
    if (operations.includes(undefined) && suggestion === undefined) continue
    issues.add(
      entry.keyPlace,
      {
        code: 'useless-key',
        message: `no job's operation has a field \`${entry.key}\`, so this default does nothing`,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
      'warning',
    )
  }
}
