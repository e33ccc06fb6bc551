import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Journal } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { StateFolder } from './state-folder.ts'

/** Removes a journal, and the files that it says were written; all other files stay. To be called by the holder of the folder. */
export async function forgetState(
  state: StateFolder,
  { outputDir, manifestPath }: Pick<Plan, 'outputDir' | 'manifestPath'>,
): Promise<void> {
  if (!existsSync(state.journal)) return
  for (const path of writtenFiles(state, manifestPath)) await rm(join(outputDir, ...path.split('/')), { force: true })
  for (const suffix of ['', '-wal', '-shm']) await rm(`${state.journal}${suffix}`, { force: true })
}

function writtenFiles(state: StateFolder, manifestPath: string): string[] {
  const journal = Journal.open(state.journal, manifestPath)
  try {
    return [...journal.files.all().keys()]
  } finally {
    journal.close()
  }
}
