import type { DatabaseSync } from 'node:sqlite'
import { allFiles, type JobState } from '../../job/job-state.ts'
import { text } from './records.ts'

/** The artifacts and partial downloads that the journal still needs, over all manifests of the folder. */
export type References = {
  /** SHA-256 (hex) of the contents of outputs. */
  readonly contents: ReadonlySet<string>
  /** Jobs whose submissions may have a partial download, with the submission's key. */
  readonly unfinished: readonly { readonly job: string; readonly key: string }[]
}

/** Reads the references. The contents of renders that were replaced are not included. */
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
      for (const { sha256 } of allFiles(state)) contents.add(sha256)
    } else if ('key' in state) unfinished.push({ job: text(row, 'id'), key: state.key })
  }
  return { contents, unfinished }
}
