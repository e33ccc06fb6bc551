import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Journal } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { StateFolder } from './state-folder.ts'

type Written = Pick<Plan, 'outputDir' | 'manifestPath'>

/** Removes a journal, and the files that it says were written; all other files stay. To be called by the holder of the folder. */
export async function forgetState(state: StateFolder, plan: Written): Promise<void> {
  if (!existsSync(state.journal)) return
  await removeWritten(state, plan)
  for (const suffix of ['', '-wal', '-shm']) await rm(`${state.journal}${suffix}`, { force: true })
}

/** Removes the files of a manifest that a journal says were written. */
export async function removeWritten(state: StateFolder, { outputDir, manifestPath }: Written): Promise<void> {
  if (!existsSync(state.journal)) return
  for (const path of writtenFiles(state, manifestPath)) await rm(join(outputDir, ...path.split('/')), { force: true })
}

function writtenFiles(state: StateFolder, manifestPath: string): string[] {
  const journal = Journal.open(state.journal, manifestPath)
  try {
    return [...journal.files.all().keys()]
  } finally {
    journal.close()
  }
}
