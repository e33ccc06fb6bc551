import { defined } from '@shotlist/codegen/defined'
import { allFiles, type JobState, placedFiles, type StepEvent } from '../../job/job-state.ts'
import { chargedIn } from '../../job/next.ts'
import type { AttemptState } from '../../job/status.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import { fromLockEntry } from '../lockfile/lock-entry.ts'

/**
 * The record of an attempt after an event.
 *
 * @param state the job's state after the event
 * @param sentAt ISO time by the provider's clock, for the event `sending`
 */
export function attemptAfter(
  attempt: AttemptRecord,
  event: StepEvent,
  { state, sentAt }: { readonly state: JobState; readonly sentAt: string },
): AttemptRecord {
  const now = new Date().toISOString()
  const after = {
    ...attempt,
    state: attemptStateAfter(attempt, event, state),
    ...defined({ charged: chargedIn(event, state), failure: 'failure' in event ? event.failure : undefined }),
  }
  switch (event.type) {
    case 'sending':
      return { ...after, sentAt }
    case 'accepted':
      return { ...after, taskId: event.taskId, answeredAt: now }
    case 'returned-result':
      // There is no task to poll, so a renamed job finds the result only here.
      return { ...after, answeredAt: now, result: { outputs: event.outputs } }
    case 'succeeded':
    case 'task-failed':
      return { ...after, endedAt: attempt.endedAt ?? now }
    case 'placed':
      return state.phase === 'done' ? { ...after, result: { outputs: state.outputs, ...placedFiles(allFiles(state)) } } : after
    default:
      return after
  }
}

/** The word in the journal for an attempt after an event: `status.ts` lists the words of each status. */
function attemptStateAfter(attempt: AttemptRecord, event: StepEvent, state: JobState): AttemptState {
  switch (event.type) {
    case 'intended':
      return 'intended'
    case 'sending':
      return 'sent'
    case 'accepted':
      return 'answered'
    case 'returned-result':
    case 'succeeded':
      return 'succeeded'
    case 'turned-away':
    case 'refused':
      // A refused repetition says nothing about the first request.
      return 'maybeSent' in state && state.maybeSent === true ? 'sent' : 'refused'
    case 'no-response':
      return state.phase === 'uncertain' ? 'uncertain' : 'sent'
    case 'task-failed':
      return hasSucceeded(state) ? 'succeeded' : 'failed'
    case 'forgotten':
      return hasSucceeded(state) ? 'succeeded' : 'uncertain'
    case 'url-expired':
    case 'placed':
      return attempt.state
  }
}

function hasSucceeded(state: JobState): boolean {
  return 'hasSucceeded' in state && state.hasSucceeded === true
}

/** The attempt of a submission that is known only from the lockfile. It is recorded so that the budget and later lockfiles include it. */
export function attemptFromLockEntry(job: string, entry: LockEntry): AttemptRecord {
  const { fingerprint, key, provider, operation, request, task_id: taskId, credits } = entry
  const { state } = fromLockEntry(entry)
  return {
    job,
    fingerprint,
    number: state.attempt,
    key,
    provider,
    operation,
    state: 'succeeded',
    request,
    ...defined({ taskId, charged: credits }),
    result: { outputs: state.outputs, ...placedFiles(allFiles(state)) },
    intendedAt: new Date().toISOString(),
  }
}
