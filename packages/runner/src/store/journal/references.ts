import type { DatabaseSync } from 'node:sqlite'
import type { JobState } from '../../job/job-state.ts'
import { text } from './records.ts'

/** What the journal still needs of the files that lie beside it, over all manifests of the folder. */
export type References = {
  /** SHA-256 (hex) of the contents of outputs. */
  readonly contents: ReadonlySet<string>
  /** Jobs whose submissions may have half a download, with the submission's key. */
  readonly unfinished: readonly { readonly job: string; readonly key: string }[]
}

/** Reads them. Contents of renders that were replaced since are not among them. */
export function readReferences(database: DatabaseSync): References {
  const contents = new Set(
    database
      .prepare('SELECT DISTINCT sha256 FROM files')
      .all()
      .map((row) => text(row, 'sha256')),
  )
  const unfinished: { job: string; key: string }[] = []
  for (const row of database.prepare('SELECT id, state FROM jobs').all()) {
    const state = JSON.parse(text(row, 'state')) as JobState
    if (state.phase === 'done') {
      if (state.file !== undefined) contents.add(state.file.sha256)
    } else if ('key' in state) unfinished.push({ job: text(row, 'id'), key: state.key })
  }
  return { contents, unfinished }
}
