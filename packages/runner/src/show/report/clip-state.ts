import type { ClipState } from '@shotlist/review'
import type { JobEvent } from '../../run/run-event.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'

/** What the journal, the lockfile and the events know about a clip. */
export type ClipFacts = {
  readonly record: JobRecord | undefined
  readonly lock: LockEntry | undefined
  readonly lastEvent: JobEvent | undefined
  readonly isRunning: boolean
  /** Whether its file exists; true if it makes no file. */
  readonly isPresent: boolean
}

/** The state of a clip on the page. */
export function clipState({ record, lock, lastEvent, isRunning, isPresent }: ClipFacts): ClipState {
  if (record === undefined) {
    if (lock !== undefined) return isPresent ? 'done' : 'missing'
    return stateWithoutRecord(lastEvent, isRunning)
  }
  switch (record.state.phase) {
    case 'done':
      return isPresent ? 'done' : 'missing'
    case 'failed':
    case 'uncertain':
      return record.state.phase
    case 'ready':
      return lastEvent?.event === 'job.failed' ? 'failed' : stateWithoutRecord(lastEvent, isRunning)
    default:
      // This run gave it up; the next one continues with its task.
      return lastEvent?.event === 'job.failed' ? 'failed' : stateInFlight(record.state.phase, lastEvent)
  }
}

function stateWithoutRecord(lastEvent: JobEvent | undefined, isRunning: boolean): ClipState {
  if (lastEvent?.event === 'job.blocked') return lastEvent.reason === 'pick' || lastEvent.reason === 'interrupted' ? 'waiting' : 'blocked'
  return isRunning ? 'waiting' : 'planned'
}

function stateInFlight(phase: 'intended' | 'sent' | 'rendering' | 'fetching', lastEvent: JobEvent | undefined): ClipState {
  if (phase === 'fetching') return 'downloading'
  if (phase === 'rendering') return lastEvent?.event === 'job.state' && lastEvent.state === 'rendering' ? 'rendering' : 'queued'
  return 'queued'
}
