import { existsSync, lstatSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Plan } from '../plan/plan.ts'
import { Journal, submissionLogPath } from './journal/journal.ts'
import type { FileRecord } from './journal/records.ts'
import { isAsWritten } from './outputs/output-facts.ts'
import { pathBelow } from './outputs/output-path.ts'
import type { StateFolder } from './state-folder.ts'

type Written = Pick<Plan, 'outputDir' | 'manifestPath'>

/** Deletes a journal and the files that it says Shotlist wrote. All other files stay. Only the holder of the folder may call it. */
export async function forgetState(state: StateFolder, plan: Written): Promise<void> {
  await rm(submissionLogPath(state.journal), { force: true })
  if (!existsSync(state.journal)) return
  await removeWritten(state, plan)
  for (const suffix of ['', '-wal', '-shm']) await rm(`${state.journal}${suffix}`, { force: true })
}

/** Deletes the files of a manifest that the journal says Shotlist wrote, if they are below the output folder and unchanged. */
export async function removeWritten(state: StateFolder, { outputDir, manifestPath }: Written): Promise<void> {
  if (!existsSync(state.journal)) return
  for (const record of writtenFiles(state, manifestPath)) {
    const path = pathBelow(outputDir, record.path)
    const found = path === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false })
    if (path === undefined || !found?.isFile()) continue
    if (await isAsWritten(outputDir, { record, found })) await rm(path, { force: true })
  }
}

function writtenFiles(state: StateFolder, manifestPath: string): FileRecord[] {
  const journal = Journal.open(state.journal, manifestPath)
  try {
    return [...journal.files.all().values()]
  } finally {
    journal.close()
  }
}
