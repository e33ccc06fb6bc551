import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import { canonicalJson } from '../manifest/canonical-json.ts'
import { type Ingredients, submissionKey, withoutNames } from './fingerprint.ts'
import type { JobState, StateOf } from './job-state.ts'
import { isRendering, isUnsettled, needsSubmission } from './job-state.ts'

/** What earlier runs recorded about a job. */
export type KnownJob = { readonly fingerprint: string; readonly ingredients?: Ingredients; readonly state: JobState }

/** What the job is in this run. */
export type Current = {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly idempotent: boolean
  /** Whether its submission is so old that the provider may have forgotten the key. */
  readonly isKeyOld?: boolean
  /** The state of the file on the disk, compared with that of the known submission or of the other one. */
  readonly file: 'intact' | 'missing' | 'changed'
  /** The user asked for a new submission with --force. */
  readonly forced: boolean
  /** Present if it may have been submitted and the record of that was lost, or is on another machine. */
  readonly lostRecord?: { readonly isKeyOld: boolean }
  /** Number of the last attempt with this fingerprint; 0 if there is none. */
  readonly lastAttempt: number
  /**
   * The state of another submission with the same ingredients: from before the job was changed and changed back, from a job with another
   * name, or from another machine.
   */
  readonly otherSubmission?: JobState
}

/**
 * - `cached`: nothing to do;
 * - `resume`: continues what is in flight: polls its task, or repeats a `sent` submission under its key, which is not paid twice;
 * - `restore`: downloads a file that is paid and missing;
 * - `submit`: submits, and pays;
 * - `decide`: the user must settle an uncertain submission;
 * - `stay`: it failed, and another attempt would fail in the same way. `prepareRun` also sets it for a job whose output path holds a foreign file.
 */
export type Action = 'cached' | 'resume' | 'restore' | 'submit' | 'decide' | 'stay'

/** The action for a job in this run, the state it begins in, and the reason for the action. */
export type Start = {
  readonly action: Action
  readonly state: JobState
  readonly cause: string
  /** The state in which the job had ended, if its file is to be restored. */
  readonly was?: StateOf<'done'>
}

/** Decides how a run continues a job. Pure: the caller looks everything up. */
export function recover(known: KnownJob | undefined, current: Current): Start {
  const fresh: JobState = { phase: 'ready', attempt: current.lastAttempt + 1, ...defined({ forced: current.forced ? true : undefined }) }
  const same = known?.fingerprint === current.fingerprint ? known.state : undefined
  // A submission whose record was lost may have been for any request that the job has had since.
  if (same === undefined && isRecordLost(known?.state) && current.otherSubmission === undefined) return startWithLostRecord(current)
  // With a key that the provider still knows, a repetition is the same submission.
  if (mayLackRecord(same, current) && !(current.idempotent && same === undefined && current.lostRecord?.isKeyOld === false))
    return startWithLostRecord(current)
  if (current.forced && mayForce(same ?? current.otherSubmission)) return { action: 'submit', state: fresh, cause: 'forced' }
  if (known === undefined || same === undefined) {
    const cause = known === undefined ? 'new' : changeOf(known, current)
    if (current.otherSubmission === undefined) return { action: 'submit', state: fresh, cause }
    const start = continueFrom(current.otherSubmission, current, fresh)
    // Known from the lockfile alone, and its file is in place: up to date.
    if (known === undefined && start.action === 'cached') return start
    return { ...start, cause: `${cause}, as ${current.otherSubmission.phase === 'done' ? 'rendered' : 'submitted'} before` }
  }
  const own = continueFrom(same, current, fresh)
  if (!needsSubmission(same) || current.otherSubmission === undefined) return own
  const start = continueFrom(current.otherSubmission, current, fresh)
  return start.action === 'cached' ? start : { ...start, cause: `${own.cause}, and submitted elsewhere since` }
}

/** Whether an earlier run found that the record of the job's submission is lost. */
function isRecordLost(state: JobState | undefined): boolean {
  return state?.phase === 'uncertain' && state.failure.code === NO_RECORD.code
}

/** Whether the job may have been submitted without a record. */
function mayLackRecord(same: JobState | undefined, { lostRecord, otherSubmission, forced }: Current): boolean {
  return (
    lostRecord !== undefined &&
    otherSubmission === undefined &&
    (same === undefined || needsSubmission(same) || (forced && same.phase === 'done'))
  )
}

/**
 * Whether --force may submit the job again. A submission that may be paid is settled first, by its key or by the user. A submission that an
 * earlier --force made is continued: a command that was killed and is given again means the same submission.
 */
function mayForce(state: JobState | undefined): boolean {
  if (state?.phase === 'uncertain' && state.hasSucceeded) return true
  return !isUnsettled(state) && !(isRendering(state) && state.forced)
}

function changeOf({ ingredients }: KnownJob, current: Current): string {
  return ingredients === undefined ? 'changed' : causeOf(ingredients, current.ingredients)
}

/** Starts a finished job again to download its file: with a poll of its task, which may return a new URL. */
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
      // Written down and certainly not sent.
      return { action: 'submit', state: { phase: 'ready', attempt: state.attempt }, cause: 'not submitted yet' }
    case 'sent':
      return isRepeatable(current)
        ? { action: 'resume', state: { ...state, maybeSent: true }, cause: 'its submission got no response' }
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

/** Polls a task again that the provider did not know: the provider may know it now, and a poll costs nothing. */
function afterUncertain(state: StateOf<'uncertain'>): Start {
  const { failure: _unknown, candidates: _others, taskId, ...submission } = state
  if (taskId === undefined) return decide(state)
  const cause = state.hasSucceeded ? 'its finished task could not be read' : 'its task was not known to the provider'
  return { action: 'resume', state: { ...submission, phase: 'rendering', taskId }, cause }
}

function isRepeatable({ idempotent, isKeyOld }: Current): boolean {
  return idempotent && isKeyOld !== true
}

/** The state of a submission that only the user can settle. */
export function asUncertain({ attempt, key, charged, candidates }: StateOf<'sent' | 'failed'>, failure: Failure): StateOf<'uncertain'> {
  return {
    phase: 'uncertain',
    attempt,
    key,
    failure,
    ...defined({ charged, candidates }),
  }
}

function decide(state: StateOf<'uncertain'>): Start {
  return { action: 'decide', state, cause: DECISION_CAUSES[state.failure.code] ?? 'the outcome of its submission is unknown' }
}

const LOST_RECORD_CAUSE = 'the record of its submission was lost'

/** Why the user must settle a submission, by the code of its failure. */
const DECISION_CAUSES: Readonly<Record<string, string>> = {
  'record-lost': LOST_RECORD_CAUSE,
  'task-shared': 'its task may belong to another job',
}

/** Repeats a submission whose repetition failed: what the first request started is still unknown. */
function repeated({ failure: _latest, ...submission }: StateOf<'failed'>): Start {
  const state: JobState = { ...submission, phase: 'sent', maybeSent: true }
  return { action: 'resume', state, cause: 'its submission got no response' }
}

/** Lets the user settle a job that may have been submitted without a record. */
function startWithLostRecord({ fingerprint, lastAttempt }: Current): Start {
  const attempt = lastAttempt + 1
  const state: JobState = { phase: 'uncertain', attempt, key: submissionKey(fingerprint, attempt), failure: NO_RECORD }
  return { action: 'decide', state, cause: LOST_RECORD_CAUSE }
}

const NO_RECORD = {
  class: 'unknown',
  code: 'record-lost',
  message: 'the journal was damaged, is gone, or is on another machine: it is unknown whether the job was submitted',
  retryable: false,
} as const

/** The failure of a submission that is not repeated although the provider honours keys. */
export const KEY_OLD = {
  class: 'network',
  code: 'outcome-unknown',
  message: 'it got no response, and its key may be forgotten (it is old, or the clock was set since): a repetition might be paid for twice',
  retryable: false,
} as const

const NO_ANSWER = {
  class: 'network',
  code: 'outcome-unknown',
  message: 'the run ended before the submission got a response',
  retryable: false,
} as const

/** Why a job that ran before must run again, as far as its ingredients say: `prompt changed`, `source hero changed`. */
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

/** The job whose output a field holds; undefined if it holds none. */
function sourceOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'source' in value && typeof value.source === 'string' ? value.source : undefined
}
