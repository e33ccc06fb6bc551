import type { JobEnd } from './job/job-end.ts'
import type { BlockReason, Counts, Outcome } from './run-event.ts'

/** Counts how the jobs of a run ended. */
export function countEnds(ends: Iterable<JobEnd>): Counts {
  const counts = { done: 0, cached: 0, failed: 0, blocked: 0, uncertain: 0, waiting: 0 }
  for (const { status } of ends) counts[status] += 1
  return counts
}

/**
 * How a run ended, from how its jobs did. Where several hold, the one that the user must act on first: a run whose key was refused has
 * failed jobs too.
 */
export function outcomeOf(ends: Iterable<JobEnd>, isInterrupted: boolean): Outcome {
  if (isInterrupted) return 'interrupted'
  const statuses = new Set<JobEnd['status']>()
  const reasons = new Set<BlockReason>()
  for (const end of ends) {
    statuses.add(end.status)
    if ('reason' in end) reasons.add(end.reason)
    if (end.status === 'failed' && end.class === 'auth') reasons.add('auth')
  }
  if (reasons.has('auth')) return 'auth'
  if (statuses.has('uncertain') || reasons.has('pick') || reasons.has('store')) return 'decision'
  if (reasons.has('budget')) return 'budget'
  return statuses.has('failed') || statuses.has('blocked') || reasons.has('deadline') ? 'failed' : 'done'
}
