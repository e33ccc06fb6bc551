import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import { canonicalJson } from '../manifest/canonical-json.ts'
import { type Ingredients, submissionKey, withoutNames } from './fingerprint.ts'
import type { JobState, StateOf } from './job-state.ts'
import { isOpen, isRendering, isUnanswered } from './job-state.ts'

/** What is known of a job from earlier runs. */
export type Known = { readonly fingerprint: string; readonly ingredients?: Ingredients; readonly state: JobState }

/** What the job is now. */
export type Current = {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly idempotent: boolean
  /** Whether its submission was sent so long ago that the provider may have forgotten the key. */
  readonly isKeyOld?: boolean
  /** Whether the file of the render that counts, the known one or the earlier one, is in place and unchanged; `missing` and `changed` say how not. */
  readonly file: 'intact' | 'missing' | 'changed'
  /** The user asked for a new render, whatever there is. */
  readonly forced: boolean
  /** It may have been submitted though nothing is known of it: the record of that was lost, or is on another machine. */
  readonly maybeSent?: { readonly isKeyOld: boolean }
  /** Number of the last try with this fingerprint; 0: none. */
  readonly lastAttempt: number
  /**
   * Where a submission of the same ingredients stands that is not the one known of the job: from before it was changed and changed back, from
   * under another name, or from another machine.
   */
  readonly earlier?: JobState
}

/**
 * - `cached`: nothing to do;
 * - `resume`: goes on with what is under way, and pays nothing;
 * - `restore`: fetches a file that was paid for and is not here;
 * - `submit`: renders, and pays;
 * - `decide`: the user must settle an uncertain submission;
 * - `stay`: it failed, and another try would fail in the same way; or it waits for a file to be moved away.
 */
export type Action = 'cached' | 'resume' | 'restore' | 'submit' | 'decide' | 'stay'

/** Where a job begins in this run, and why it must run at all. */
export type Start = {
  readonly action: Action
  readonly state: JobState
  readonly cause: string
  /** How the job had ended, when its file is to be had back. */
  readonly was?: StateOf<'done'>
}

/** Decides where a job takes up its work. Pure: everything that must be looked up is given. */
export function recover(known: Known | undefined, current: Current): Start {
  const fresh: JobState = { phase: 'ready', attempt: current.lastAttempt + 1, ...defined({ forced: current.forced ? true : undefined }) }
  const same = known?.fingerprint === current.fingerprint ? known.state : undefined
  // What was in flight when the record was lost may be the render of any request that the job had since.
  if (same === undefined && isRecordLost(known?.state) && current.earlier === undefined) return recordLost(current)
  // With a key, submitting it again is the same submission.
  if (isLost(same, current) && !(current.idempotent && same === undefined && current.maybeSent?.isKeyOld === false))
    return recordLost(current)
  if (current.forced && mayForce(same ?? current.earlier)) return { action: 'submit', state: fresh, cause: 'forced' }
  if (known === undefined || same === undefined) {
    const cause = known === undefined ? 'new' : changeOf(known, current)
    if (current.earlier === undefined) return { action: 'submit', state: fresh, cause }
    const start = continueFrom(current.earlier, current, fresh)
    // From a lockfile alone, with its file in place: as any other that is up to date.
    if (known === undefined && start.action === 'cached') return start
    return { ...start, cause: `${cause}, as ${current.earlier.phase === 'done' ? 'rendered' : 'submitted'} before` }
  }
  const own = continueFrom(same, current, fresh)
  if (!isOpen(same) || current.earlier === undefined) return own
  const start = continueFrom(current.earlier, current, fresh)
  return start.action === 'cached' ? start : { ...start, cause: `${own.cause}, and submitted elsewhere since` }
}

function isRecordLost(state: JobState | undefined): boolean {
  return state?.phase === 'uncertain' && state.failure.code === NO_RECORD.code
}

/** Whether a record is missing that would tell of a submission. */
function isLost(same: JobState | undefined, { maybeSent, earlier, forced }: Current): boolean {
  return maybeSent !== undefined && earlier === undefined && (same === undefined || isOpen(same) || (forced && same.phase === 'done'))
}

/**
 * Whether another render can be asked for. What may have been paid for is settled first, by its key or by the user, and what --force asked for
 * before is waited for: a command that was killed and is given again asks for the same render.
 */
function mayForce(state: JobState | undefined): boolean {
  if (state?.phase === 'uncertain' && state.hasSucceeded) return true
  return !isUnanswered(state) && !(isRendering(state) && state.forced)
}

function changeOf({ ingredients }: Known, current: Current): string {
  return ingredients === undefined ? 'changed' : causeOf(ingredients, current.ingredients)
}

/** Where the file of a finished job is fetched anew: from the task's own result, which may have a fresh URL. */
function restored(was: StateOf<'done'>): Omit<Start, 'cause'> {
  const { taskId, attempt, key, charged, shared, outputs } = was
  const submission = { attempt, key, ...defined({ charged, shared }) }
  const state: JobState =
    taskId === undefined ? { phase: 'fetching', outputs, ...submission } : { phase: 'rendering', taskId, ...submission, hasSucceeded: true }
  return { action: 'restore', state, was }
}

function continueFrom(state: JobState, current: Current, fresh: JobState): Start {
  switch (state.phase) {
    case 'ready':
      return { action: 'submit', state, cause: 'not submitted yet' }
    case 'intended':
      // Written down and surely not sent: as if it had not been.
      return { action: 'submit', state: { phase: 'ready', attempt: state.attempt }, cause: 'not submitted yet' }
    case 'sent':
      return isRepeatable(current)
        ? { action: 'resume', state: { ...state, maybeSent: true }, cause: 'its submission was not answered' }
        : decide(asUncertain(state, current.isKeyOld ? KEY_OLD : NO_ANSWER))
    case 'rendering':
    case 'fetching':
      return { action: 'resume', state, cause: 'not finished yet' }
    case 'done': {
      if (current.file === 'intact') return { action: 'cached', state, cause: 'up to date' }
      return { ...restored(state), cause: `output ${current.file}` }
    }
    case 'failed':
      if (state.maybeSent && state.failure.class !== 'moderation')
        return isRepeatable(current) ? repeated(state) : decide(asUncertain(state, current.isKeyOld ? KEY_OLD : state.failure))
      return state.failure.class === 'moderation'
        ? { action: 'stay', state, cause: 'refused by the content review' }
        : { action: 'submit', state: fresh, cause: 'failed before' }
    case 'uncertain':
      return afterUncertain(state)
  }
}

/** A task that the provider did not know may be known to it again, and to ask costs nothing. */
function afterUncertain(state: StateOf<'uncertain'>): Start {
  const { failure: _unknown, candidates: _others, taskId, ...submission } = state
  if (taskId === undefined) return decide(state)
  const cause = state.hasSucceeded ? 'its finished task could not be had' : 'its task was not known to the provider'
  return { action: 'resume', state: { ...submission, phase: 'rendering', taskId }, cause }
}

function isRepeatable({ idempotent, isKeyOld }: Current): boolean {
  return idempotent && isKeyOld !== true
}

/** Only the user can find out whether it was taken. */
export function asUncertain({ attempt, key, charged, candidates }: StateOf<'sent' | 'failed'>, failure: Failure): StateOf<'uncertain'> {
  return {
    phase: 'uncertain',
    attempt,
    key,
    failure,
    ...defined({ charged, candidates }),
  }
}

function decide(state: JobState): Start {
  return { action: 'decide', state, cause: 'its submission was not answered' }
}

/** It failed when it was repeated; what the first sending came to is still not known. */
function repeated({ failure: _latest, ...submission }: StateOf<'failed'>): Start {
  const state: JobState = { ...submission, phase: 'sent', maybeSent: true }
  return { action: 'resume', state, cause: 'its submission was not answered' }
}

function recordLost({ fingerprint, lastAttempt }: Current): Start {
  const attempt = lastAttempt + 1
  const state: JobState = { phase: 'uncertain', attempt, key: submissionKey(fingerprint, attempt), failure: NO_RECORD }
  return { action: 'decide', state, cause: 'the record of its submission was lost' }
}

const NO_RECORD = {
  class: 'unknown',
  code: 'record-lost',
  message: 'the journal was damaged, is gone, or is on another machine: nothing tells whether it was submitted',
  retryable: false,
} as const

/** Why a submission is not repeated, though the provider honours keys. */
export const KEY_OLD = {
  class: 'network',
  code: 'outcome-unknown',
  message:
    'it was not answered, and was sent so long ago that its key may be forgotten, or the clock was set since: repeated, it might be paid for twice',
  retryable: false,
} as const

const NO_ANSWER = {
  class: 'network',
  code: 'outcome-unknown',
  message: 'the run ended before the submission was answered',
  retryable: false,
} as const

/** Why a job with these ingredients must run though it ran before: `prompt changed`, `source hero changed`. */
function causeOf(before: Ingredients, now: Ingredients): string {
  if (before.provider !== now.provider || before.operation !== now.operation) {
    return `was ${before.provider}/${before.operation}`
  }
  const names = new Set([...Object.keys(before.request), ...Object.keys(now.request)])
  const changed = [...names].filter((name) => identity(valueIn(before.request, name)) !== identity(valueIn(now.request, name)))
  const causes = changed.map((name) => {
    if (!Object.hasOwn(now.request, name)) return `${name} removed`
    if (!Object.hasOwn(before.request, name)) return `${name} added`
    const source = sourceOf(now.request[name])
    return source === undefined ? `${name} changed` : `source ${source} changed`
  })
  return causes.join(', ') || 'take changed'
}

function valueIn(request: Ingredients['request'], name: string): unknown {
  return Object.hasOwn(request, name) ? request[name] : undefined
}

function identity(value: unknown): string {
  return canonicalJson(withoutNames(value))
}

/** The job a field takes its value from, where it is one. */
function sourceOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string' ? value.source : undefined
}
