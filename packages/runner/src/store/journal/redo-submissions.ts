import type { DatabaseSync } from 'node:sqlite'
import type { JobState } from '../../job/job-state.ts'
import type { Attempts } from './attempts.ts'
import type { AttemptRecord } from './records.ts'
import { text } from './row.ts'
import { stateOfAttempt } from './state-of-attempt.ts'
import type { LoggedAttempt } from './submission-log.ts'

/**
 * Brings a journal that lost its last commits, or all of them, to where the log of submissions is: what it tells of an attempt is written down
 * again, and jobs stand where their last attempt left them. To be called inside a write of the journal.
 */
export function redoSubmissions(
  lost: readonly LoggedAttempt[],
  { database, attempts }: { database: DatabaseSync; attempts: Attempts },
): void {
  const merged = new Map<string, AttemptRecord>()
  for (const { seq: _seq, ...entry } of lost) {
    const id = `${entry.job} ${entry.fingerprint} ${entry.number}`
    merged.set(id, { ...(merged.get(id) ?? attempts.find(entry)), ...entry })
  }
  const jobs = database.prepare('SELECT manifest, state FROM jobs WHERE id = ? AND fingerprint = ?')
  const save = database.prepare('UPDATE jobs SET phase = ?, state = ? WHERE manifest = ? AND id = ?')
  for (const attempt of merged.values()) {
    attempts.restore(attempt)
    for (const row of jobs.all(attempt.job, attempt.fingerprint)) {
      const state = redone(JSON.parse(text(row, 'state')) as JobState, attempt)
      save.run(state.phase, JSON.stringify(state), text(row, 'manifest'), attempt.job)
    }
  }
}

/** Where a job stands after one of its attempts. */
function redone(before: JobState, attempt: AttemptRecord): JobState {
  const { number, key, failure } = attempt
  if (before.attempt > number || (before.phase === 'done' && before.attempt === number)) return before
  const state = stateOfAttempt(attempt)
  if (state !== undefined) return state
  return failure === undefined ? { phase: 'ready', attempt: number + 1 } : { phase: 'failed', attempt: number, key, failure }
}
