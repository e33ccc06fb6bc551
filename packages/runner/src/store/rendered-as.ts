import { existsSync } from 'node:fs'
import { renderName } from '../job/render-name.ts'
import { Journal } from './journal/journal.ts'
import type { JobRecord } from './journal/records.ts'
import { type LockEntry, lockedRender } from './lockfile.ts'
import type { StateFolder } from './state-folder.ts'

/** What is known of a take: by the journal, which wins, and by the lockfile. */
export type KnownTake = { readonly record: JobRecord | undefined; readonly entry: LockEntry | undefined }

/** The render that a take is; undefined where it has none, or is being rendered anew. */
export function renderedAs({ record, entry }: KnownTake): string | undefined {
  if (record === undefined) return entry && lockedRender(entry)
  return record.state.phase === 'done' ? renderName(record.state) : undefined
}

/** The renders of some takes, by take, as a state folder and the entries of a lockfile have them. Looks only. */
export function rendersOf(
  takes: readonly string[],
  { state, manifestPath, jobs }: { state: StateFolder; manifestPath: string; jobs: Readonly<Record<string, LockEntry>> },
): ReadonlyMap<string, string> {
  const journal = existsSync(state.journal) ? Journal.openReadOnly(state.journal, manifestPath) : undefined
  try {
    return new Map(
      takes.flatMap((take) => {
        const render = renderedAs({ record: journal?.jobs.get(take), entry: jobs[take] })
        return render === undefined ? [] : [[take, render] as const]
      }),
    )
  } finally {
    journal?.close()
  }
}
