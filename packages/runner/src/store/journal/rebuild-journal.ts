import { existsSync, renameSync } from 'node:fs'
import { JournalDamagedError } from '../../errors/state-errors.ts'
import { Journal } from './journal.ts'
import type { JobRecord } from './records.ts'

/** A journal that is open, where its jobs stand, and what was wrong with it: `redone` counts the submissions that it had lost. */
export type OpenedJournal = {
  readonly journal: Journal
  readonly records: ReadonlyMap<string, JobRecord>
  readonly rebuilt?: Rebuilt
  readonly redone: number
}

/** A damaged journal that was saved aside. */
type Rebuilt = {
  /** Where it is now. */
  readonly savedTo: string
  /** Records of it that could still be read, and are in the new one. */
  readonly salvaged: number
}

/**
 * Opens a journal for a run, and makes a new one in the place of one that is damaged: of what could still be read. What either lost of
 * submissions is known from the log beside it. To be called by the holder
 * of the state folder.
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
