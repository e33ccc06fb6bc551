import { DatabaseSync } from 'node:sqlite'
import { JournalDamagedError, JournalTooNewError, JournalUnreadableError } from '../../errors/state-errors.ts'
import { lookForFile } from '../durable/plain-files.ts'
import { MIGRATIONS } from './migrations.ts'
import { guarded } from './open-database.ts'

/**
 * Checks the journal's database, and changes nothing.
 *
 * @returns its schema, and the newest one that this version knows
 * @throws {JournalDamagedError | JournalTooNewError | JournalUnreadableError}
 */
export function inspectJournal(path: string): { readonly schema: number; readonly known: number } {
  const problem = lookForFile(path)?.problem
  if (problem !== undefined) throw new JournalUnreadableError(path, problem)
  const known = MIGRATIONS.length
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      database.exec('PRAGMA busy_timeout = 2000')
      const first = (pragma: string) => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
      const schema = Number(first('user_version'))
      if (schema > known) throw new JournalTooNewError(path, { found: schema, known })
      const result = first('quick_check(1)')
      if (result !== 'ok') throw new JournalDamagedError(path, new Error(String(result)))
      return { schema, known }
    } finally {
      database.close()
    }
  })
}
