import { existsSync, renameSync } from 'node:fs'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import { Journal } from './journal.ts'
import type { JobRecord } from './records.ts'

/** An open journal, its job records, and its repairs: `redone` counts the lost submissions that were restored from the submission log. */
export type OpenedJournal = {
  readonly journal: Journal
  readonly records: ReadonlyMap<string, JobRecord>
  readonly rebuilt?: Rebuilt
  readonly redone: number
}

/** A damaged journal that was renamed. */
type Rebuilt = {
  /** Its new path. */
  readonly savedTo: string
  /** How many of its records were copied into the new journal. */
  readonly salvaged: number
}

/**
 * Opens a journal for a run. Replaces a damaged one by a new one with all records that can still be read, and restores lost submissions
 * from the submission log. Only the holder of the state folder may call it.
 *
 * @throws {JournalTooNewError | StateNotWritableError}
 */
export async function openOrRebuild(path: string, manifestPath: string): Promise<OpenedJournal> {
  const opened = openAny(path, manifestPath)
  const { journal } = opened
  try {
    const redone = await journal.redo()
    return { ...opened, redone, records: redone === 0 ? opened.records : journal.jobs.all() }
  } catch (error) {
    journal.close()
    throw error
  }
}

function openAny(path: string, manifestPath: string): Omit<OpenedJournal, 'redone'> {
  try {
    const journal = Journal.open(path, manifestPath)
    try {
      return { journal, records: journal.check() }
    } catch (error) {
      journal.close()
      throw error
    }
  } catch (error) {
    if (!(error instanceof JournalDamagedError)) throw error
    return rebuild(path, manifestPath)
  }
}

function rebuild(path: string, manifestPath: string): Omit<OpenedJournal, 'redone'> {
  const savedTo = `${path.replace(/\.db$/, '')}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.db`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, savedTo + suffix)
  const journal = Journal.open(path, manifestPath)
  const salvaged = journal.salvage(savedTo)
  return { journal, records: journal.jobs.all(), rebuilt: { savedTo, salvaged } }
}
