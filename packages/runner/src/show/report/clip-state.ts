import type { ClipState } from '@shotlist/review'
import type { JobEvent } from '../../run/run-event.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'

/** What is known of a clip's whereabouts. */
export type ClipFacts = {
  readonly record: JobRecord | undefined
  readonly lock: LockEntry | undefined
  readonly said: JobEvent | undefined
  readonly isRunning: boolean
  /** Whether its file is there, or it makes none. */
  readonly isPresent: boolean
}

/** How a clip stands. */
export function clipState({ record, lock, said, isRunning, isPresent }: ClipFacts): ClipState {
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
      // It was given up in this run, and the next one goes on with it.
      return said?.event === 'job.failed' ? 'failed' : underWay(record.state.phase, said)
  }
}

function unseen(said: JobEvent | undefined, isRunning: boolean): ClipState {
  if (said?.event === 'job.blocked') return said.reason === 'pick' || said.reason === 'interrupted' ? 'waiting' : 'blocked'
  return isRunning ? 'waiting' : 'planned'
}

function underWay(phase: 'intended' | 'sent' | 'rendering' | 'fetching', said: JobEvent | undefined): ClipState {
  if (phase === 'fetching') return 'downloading'
  if (phase === 'rendering') return said?.event === 'job.state' && said.state === 'rendering' ? 'rendering' : 'queued'
  return 'queued'
}
