import type { Failure } from '../errors/failure-classes.ts'
import type { Status } from './status.ts'

/** What a step came to, as the step machine is told of it. */
export type StepEvent =
  /** The submission is written down under this key. */
  | { readonly type: 'intended'; readonly key: string }
  /** It is about to leave: from here on it may have been delivered. */
  | { readonly type: 'sent' }
  /** The provider started a task. `isShared`: another job has it too, and was charged for it. */
  | { readonly type: 'accepted'; readonly taskId: string; readonly charged?: number; readonly isShared?: boolean }
  /** The provider answered at once, with the result. */
  | { readonly type: 'answered'; readonly outputs: Outputs; readonly charged?: number; readonly isShared?: boolean }
  /**
   * For certain nothing was started, and the same key may be used again. `full`: no free slot, or too many requests, which only means to
   * wait; `transient`: the request never got there.
   */
  | { readonly type: 'turned-away'; readonly failure: Failure; readonly because: 'full' | 'transient' }
  /** The provider refused the request for good. Nothing was started. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /** The request left, and nothing that was answered tells what became of it. `isKeyInUse`: the provider is still at work on its key. */
  | { readonly type: 'lost'; readonly failure: Failure; readonly isKeyInUse?: boolean }
  | { readonly type: 'succeeded'; readonly outputs: Outputs; readonly charged?: number }
  | { readonly type: 'task-failed'; readonly failure: Failure; readonly charged?: number }
  /** The provider no longer knows the task. */
  | { readonly type: 'forgotten'; readonly failure: Failure }
  /** The file's URL no longer works: the task must be read again for a new one. */
  | { readonly type: 'url-expired' }
  | { readonly type: 'placed'; readonly file?: PlacedFile }

/** Named results of a task. Ids are text, exact at any size. */
export type Outputs = Readonly<Record<string, string | number>>

/** Outputs that are there. */
export function definedOutputs(outputs: Readonly<Record<string, string | number | undefined>>): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter((entry): entry is [string, string | number] => entry[1] !== undefined))
}

/** What was found in a finished file. Absent where the file is of a kind without it. */
export type MediaFacts = { readonly width?: number; readonly height?: number; readonly seconds?: number }

/** A file in its place. `path` is below the output folder, with forward slashes. */
export type PlacedFile = MediaFacts & {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly modifiedMs: number
}

/**
 * A submission: the try it was, its key, and what it was said to charge, in the provider's unit. `forced`: it was asked for by --force, which
 * asks for no other before this one has ended. `shared`: it was answered with what another job was charged for.
 */
export type Submission = Forced & { readonly attempt: number; readonly key: string; readonly charged?: number; readonly shared?: true }

type Forced = { readonly forced?: true }

/**
 * `maybeSent`: it was sent before under this key, and not answered. A refusal of the repetition then says nothing of the first sending, which may
 * have been taken: the account may be empty because of it. The key stays, until an answer says what it started.
 */
type MaybeSent = Seen & { readonly maybeSent?: true }

/** Tasks that the submission may have become. Once seen they stay, also when the provider's list does not reach back to them any more. */
type Seen = { readonly candidates?: readonly Candidate[] }

/** `hasSucceeded`: its task was read as succeeded, and so was charged, whatever is read of it later. */
type Success = { readonly hasSucceeded?: true }

/**
 * Where a job instance stands. Plain JSON without anything of the process in it: kept in the journal, a state can be taken up by another
 * process, or another driver, at any time.
 * `status.ts` says what each phase means.
 */
export type JobState =
  | ({ readonly phase: 'ready'; readonly attempt: number } & Forced)
  | ({ readonly phase: 'intended' } & Submission)
  | ({ readonly phase: 'sent' } & Submission & MaybeSent)
  | ({ readonly phase: 'rendering'; readonly taskId: string } & Submission & Success)
  | ({ readonly phase: 'fetching'; readonly outputs: Outputs; readonly taskId?: string } & Submission)
  | ({ readonly phase: 'done'; readonly outputs: Outputs; readonly taskId?: string; readonly file?: PlacedFile } & Submission)
  | ({ readonly phase: 'failed'; readonly failure: Failure; readonly taskId?: string } & Submission & MaybeSent)
  | ({ readonly phase: 'uncertain'; readonly failure: Failure; readonly taskId?: string } & Submission & Success & Seen)

/** A task at the provider that may be what became of a submission. */
export type Candidate = {
  readonly taskId: string
  /** ISO time; absent where the provider does not say. */
  readonly createdAt?: string
  /** Whether it was made from the same request; absent where the provider does not say. */
  readonly isSameRequest?: boolean
  /** The provider answered the submission with it, and another one too. */
  readonly isAnswer?: boolean
}

type Phase = JobState['phase'] & Status

/** The state when it is of this phase. */
export type StateOf<P extends Phase> = Extract<JobState, { phase: P }>

/** A submission that was sent, and nobody knows what became of it. */
type Unanswered = StateOf<'sent' | 'uncertain'> | (StateOf<'failed'> & { readonly maybeSent: true })

/** Whether a job's submission is one. A run that was killed leaves it as `sent`: it is as uncertain as one that a run gave up on. */
export function isUnanswered(state: JobState | undefined): state is Unanswered {
  return state?.phase === 'sent' || state?.phase === 'uncertain' || (state?.phase === 'failed' && state.maybeSent === true)
}

/** Whether the provider has its task, or the file of that task is still to be downloaded. */
export function isRendering(state: JobState | undefined): state is StateOf<'rendering' | 'fetching'> {
  return state?.phase === 'rendering' || state?.phase === 'fetching'
}

/** Whether a submission of the job is in flight: with the provider, or perhaps. */
export function isInFlight(state: JobState | undefined): boolean {
  return isRendering(state) || isUnanswered(state)
}

/** Whether nothing is under way, nothing was rendered, and nothing may have been sent: for all that this state says, the job must be submitted. */
export function isOpen(state: JobState): boolean {
  return state.phase === 'ready' || state.phase === 'intended' || (state.phase === 'failed' && state.maybeSent !== true)
}
