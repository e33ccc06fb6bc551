import type { ClipState } from '@shotlist/review'
import type { JobRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import type { JobWord } from './report-sources.ts'

/** What the journal, the lockfile and the events know about a clip. */
export type Known = {
  readonly record: JobRecord | undefined
  readonly lock: LockEntry | undefined
  readonly said: JobWord | undefined
  readonly isRunning: boolean
  /** Whether its file exists; true if it makes no file. */
  readonly isPresent: boolean
}

/** The state of a clip on the page. */
export function clipState({ record, lock, said, isRunning, isPresent }: Known): ClipState {
  if (record === undefined) {
    if (lock !== undefined) return isPresent ? 'done' : 'missing'
    return unseen(said, isRunning)
  }
  switch (record.state.phase) {
    case 'done':
      return isPresent ? 'done' : 'missing'
    case 'failed':
    case 'uncertain':
      return record.state.phase
    case 'ready':
      return said?.event === 'job.failed' ? 'failed' : unseen(said, isRunning)
    default:
      // This run gave it up; the next one continues with its task.
      return said?.event === 'job.failed' ? 'failed' : stateInFlight(record.state.phase, said)
  }
}

function unseen(said: JobWord | undefined, isRunning: boolean): ClipState {
  if (said?.event === 'job.blocked') return said.reason === 'pick' || said.reason === 'interrupted' ? 'waiting' : 'blocked'
  return isRunning ? 'waiting' : 'planned'
}

function stateInFlight(phase: 'intended' | 'sent' | 'rendering' | 'fetching', said: JobWord | undefined): ClipState {
  if (phase === 'fetching') return 'downloading'
  if (phase === 'rendering') return said?.event === 'job.state' && said.state === 'rendering' ? 'rendering' : 'queued'
  return 'queued'
}
