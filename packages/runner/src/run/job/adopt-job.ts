import { statSync } from 'node:fs'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { allFiles, type PlacedFile, placedFiles, type StateOf } from '../../job/job-state.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { KnownAssessment } from '../prepare/assessment.ts'
import type { RunContext } from '../run-context.ts'
import { attemptFromLockEntry } from './attempt-record.ts'

/**
 * Records a finished job that the journal does not have as such: from the lockfile, from another machine, or under another name. The record
 * keeps the file's modification time, so that the file is not hashed again.
 */
export async function adoptJob(
  { id, output }: JobInstance,
  { context, assessment, state }: { readonly context: RunContext; readonly assessment: KnownAssessment; readonly state: StateOf<'done'> },
): Promise<void> {
  const { journal, options } = context
  const { fingerprint, ingredients, entry } = assessment
  const files = allFiles(state).map((file) => asFound(file, options.plan.outputDir))
  const adopted = { ...state, ...placedFiles(files) }
  await journal.write(() => {
    for (const { path, part: _part, sha256, bytes, modifiedMs, ...media } of files)
      journal.files.save({ path, job: id, submission: state.key, state: 'placed', sha256, bytes, modifiedMs, media })
    const updatedAt = new Date().toISOString()
    journal.jobs.save({ id, fingerprint, ingredients, state: adopted, updatedAt, ...defined({ output }) })
    if (entry !== undefined) journal.attempts.save(attemptFromLockEntry(id, entry))
    // The lockfile has another render, or this one under another name, so it must be written again.
    journal.lockfiles.forget()
  })
}

/** A file with its own modification time. */
function asFound(file: PlacedFile, outputDir: string): PlacedFile {
  return { ...file, modifiedMs: statSync(join(outputDir, ...file.path.split('/'))).mtimeMs }
}
