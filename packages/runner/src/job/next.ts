import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import { mayRetry, type RetryPolicy } from './failure.ts'
import { allFiles, type JobState, placedFiles, type StateOf, type StepEvent, type Submission } from './job-state.ts'

/** What the state machine must know about the job and its provider. */
export type StepPolicy = RetryPolicy & {
  /** Whether a submission that is repeated with its key starts nothing new. */
  readonly idempotent: boolean
}

/**
 * The state after an event. Pure: the caller does the work that a state asks for, and passes the result in as an event. An event that cannot
 * happen in a state does not change it, so a late or repeated response has no effect.
 */
export function next(state: JobState, event: StepEvent, policy: StepPolicy): JobState {
  switch (state.phase) {
    case 'ready':
      return event.type === 'intended' ? { ...state, phase: 'intended', key: event.key } : state
    case 'intended':
      return event.type === 'sending' ? { ...state, phase: 'sent' } : stateAfterRefusal(state, event, policy)
    case 'sent':
      return afterSending(state, event, policy)
    case 'rendering':
      return afterPoll(state, event, policy)
    case 'fetching':
      return afterFetching(state, event)
    case 'done':
    case 'failed':
    case 'uncertain':
      return state
  }
}

type Sent = Extract<JobState, { phase: 'sent' | 'intended' }>

function afterSending(state: Sent, event: StepEvent, policy: StepPolicy): JobState {
  switch (event.type) {
    case 'accepted':
      return { ...settledSubmission(state), phase: 'rendering', taskId: event.taskId, ...chargeOf(event) }
    case 'returned-result':
      return { ...settledSubmission(state), phase: 'fetching', outputs: event.outputs, ...chargeOf(event) }
    case 'no-response':
      // With a key, this run or the next one can repeat the submission, so the job stays `sent`.
      return policy.idempotent && event.isFinal !== true
        ? { ...state, phase: 'sent', maybeSent: true }
        : { ...state, phase: 'uncertain', failure: event.failure }
    default:
      return stateAfterRefusal(state, event, policy)
  }
}

/** The submission without `maybeSent` and `candidates`, because a response has settled it. */
function settledSubmission({ attempt, key, charged, forced }: Sent): Submission {
  return { attempt, key, ...defined({ charged, forced }) }
}

function stateAfterRefusal(state: Sent, event: StepEvent, policy: StepPolicy): JobState {
  if (state.phase === 'sent' && state.maybeSent) return afterRefusedRepeat(state, event, policy)
  if (event.type === 'turned-away') return ready(state.attempt, state)
  if (event.type !== 'refused') return state
  return failedOrAgain(state, event.failure, policy)
}

/** Keeps the key: with another one the same clip might be paid twice. */
function afterRefusedRepeat(state: StateOf<'sent'>, event: StepEvent, policy: StepPolicy): JobState {
  if (event.type !== 'refused' || mayRetry(event.failure, policy)) return state
  return { ...state, phase: 'failed', failure: event.failure }
}

function afterPoll(state: Extract<JobState, { phase: 'rendering' }>, event: StepEvent, policy: StepPolicy): JobState {
  switch (event.type) {
    case 'succeeded': {
      const { hasSucceeded: _known, ...task } = state
      return { ...task, phase: 'fetching', outputs: event.outputs, ...defined({ charged: chargedIn(event, state) }) }
    }
    case 'task-failed':
      // The task was charged when it succeeded, so a new submission would be paid again.
      if (state.hasSucceeded) return { ...state, phase: 'uncertain', failure: event.failure }
      return failedOrAgain({ ...state, ...defined({ charged: chargedIn(event, state) }) }, event.failure, policy)
    case 'forgotten':
      // The task is paid and its result unknown, so only the user may submit it again.
      return { ...state, phase: 'uncertain', failure: event.failure }
    default:
      return state
  }
}

function afterFetching(state: Extract<JobState, { phase: 'fetching' }>, event: StepEvent): JobState {
  switch (event.type) {
    case 'placed': {
      const { forced: _done, ...submission } = state
      return { ...submission, phase: 'done', ...placedFiles(allFiles(event)) }
    }
    case 'url-expired': {
      const { outputs: _expired, taskId, ...submission } = state
      return taskId === undefined ? state : { ...submission, phase: 'rendering', taskId, hasSucceeded: true }
    }
    default:
      return state
  }
}

function failedOrAgain(
  state: Exclude<JobState, { phase: 'ready' | 'done' | 'fetching' | 'uncertain' | 'failed' }>,
  failure: Failure,
  policy: StepPolicy,
): JobState {
  if (mayRetry(failure, policy)) return ready(state.attempt + 1, state)
  return { ...state, phase: 'failed', failure }
}

function ready(attempt: number, { forced }: Submission): StateOf<'ready'> {
  return { phase: 'ready', attempt, ...defined({ forced }) }
}

function chargeOf({ charged, isShared }: { readonly charged?: number; readonly isShared?: boolean }) {
  return isShared ? { charged: 0, shared: true as const } : defined({ charged })
}

/**
 * The charge that an event reports for its job, in the provider's unit; 0 for a task that another job was charged for, and for a failed task
 * that is not billable.
 */
export function chargedIn(event: StepEvent, state: JobState): number | undefined {
  const isShared = ('shared' in state && state.shared) || ('isShared' in event && event.isShared)
  if (isShared) return 0
  if ('charged' in event && event.charged !== undefined) return event.charged
  const isFree = event.type === 'task-failed' && event.failure.billable !== true && !('hasSucceeded' in state && state.hasSucceeded)
  return isFree ? 0 : undefined
}
