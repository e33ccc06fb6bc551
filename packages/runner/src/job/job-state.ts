import { defined } from '@shotlist/codegen/defined'
import type { OutputValue } from '@shotlist/core'
import type { Failure } from '../errors/failure-classes.ts'
import type { Status } from './status.ts'

/** What happened to a job: the input of the state machine (`next`). Events are not stored: the journal stores the state that follows. */
export type StepEvent =
  /** The submission is written down under this key. */
  | { readonly type: 'intended'; readonly key: string }
  /** The request is sent next: from now on it may reach the provider. */
  | { readonly type: 'sending' }
  /** The provider started a task. `isShared`: another job has the same task and was charged for it. */
  | { readonly type: 'accepted'; readonly taskId: string; readonly charged?: number; readonly isShared?: boolean }
  /** The response contains the result, because the operation starts no task. */
  | { readonly type: 'returned-result'; readonly outputs: Outputs; readonly charged?: number; readonly isShared?: boolean }
  /**
   * Nothing was started, and the same key may be used again. `full`: the provider has no free slot or refuses more requests; `transient`:
   * the request was not delivered.
   */
  | { readonly type: 'turned-away'; readonly failure: Failure; readonly because: 'full' | 'transient' }
  /** The provider refused the request for good. Nothing was started. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /**
   * The request was sent, and no response says whether it started a task. `isKeyInUse`: the provider still processes the key. `isFinal`: a
   * repetition with the key would tell no more.
   */
  | { readonly type: 'no-response'; readonly failure: Failure; readonly isKeyInUse?: boolean; readonly isFinal?: boolean }
  | { readonly type: 'succeeded'; readonly outputs: Outputs; readonly charged?: number }
  | { readonly type: 'task-failed'; readonly failure: Failure; readonly charged?: number }
  /** The provider no longer knows the task. */
  | { readonly type: 'forgotten'; readonly failure: Failure }
  /** The file's URL no longer works: a poll must return a new one. */
  | { readonly type: 'url-expired' }
  | ({ readonly type: 'placed' } & PlacedFiles)

/** Named results of a task. Ids are text, so that large ones keep all digits. */
export type Outputs = Readonly<Record<string, OutputValue>>

/** The outputs that have a value. */
export function definedOutputs(outputs: Readonly<Record<string, OutputValue | undefined>>): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter((entry): entry is [string, OutputValue] => entry[1] !== undefined))
}

/** The value of an output, or of an item of one: `images[0]`. Undefined if there is none. */
export function outputNamed(outputs: Outputs, name: string): OutputValue | undefined {
  if (Object.hasOwn(outputs, name)) return outputs[name]
  const [, list = '', index] = /^(.*)\[(\d+)\]$/.exec(name) ?? []
  const items = index !== undefined && Object.hasOwn(outputs, list) ? outputs[list] : undefined
  return typeof items === 'object' ? items[Number(index)] : undefined
}

/** Size in pixels and length in seconds of a finished file. Absent if its kind has none, or the file does not say. */
export type MediaFacts = { readonly width?: number; readonly height?: number; readonly seconds?: number }

/**
 * A file at its output path. `path` is relative to the output folder, with forward slashes; `modifiedMs` counts from 1970. `part`: what tells it
 * from the other files of its task (`output-names.ts`).
 */
export type PlacedFile = MediaFacts & {
  readonly path: string
  readonly part?: string
  readonly sha256: string
  readonly bytes: number
  readonly modifiedMs: number
}

/** The files of a render: the first, which is the clip, and the others of its task. */
export type PlacedFiles = { readonly file?: PlacedFile; readonly others?: readonly PlacedFile[] }

/** All files of a render. */
export function allFiles({ file, others = [] }: PlacedFiles): readonly PlacedFile[] {
  return file === undefined ? [] : [file, ...others]
}

/** The files of a render, from the list of them. */
export function placedFiles([file, ...others]: readonly PlacedFile[]): PlacedFiles {
  return defined({ file, others: others.length === 0 ? undefined : others })
}

/**
 * A submission: its attempt, its key, and its charge in the provider's unit, as the provider reports it. `forced`: --force asked for it;
 * another --force continues it until it has ended. `shared`: the response named a task that another job was charged for.
 */
export type Submission = Forced & { readonly attempt: number; readonly key: string; readonly charged?: number; readonly shared?: true }

type Forced = { readonly forced?: true }

/**
 * `maybeSent`: an earlier request with this key got no response. If the repetition is refused, the first request may still have been accepted
 * (and may be why the account is empty). So the job keeps its key until a response says what the key started.
 */
type WithEarlierRequest = WithCandidates & { readonly maybeSent?: true }

/** Tasks that the submission may have started. They are kept, because older tasks leave the provider's list. */
type WithCandidates = { readonly candidates?: readonly Candidate[] }

/** `hasSucceeded`: a poll reported that the task succeeded, so it was charged, whatever later polls report. */
type Success = { readonly hasSucceeded?: true }

/**
 * The state of a job instance: its status, as `phase`, and what belongs to it. Plain JSON: another process can read it from the journal and
 * continue. `status.ts` says what each status means.
 */
export type JobState =
  | ({ readonly phase: 'ready'; readonly attempt: number } & Forced)
  | ({ readonly phase: 'intended' } & Submission)
  | ({ readonly phase: 'sent' } & Submission & WithEarlierRequest)
  | ({ readonly phase: 'rendering'; readonly taskId: string } & Submission & Success)
  | ({ readonly phase: 'fetching'; readonly outputs: Outputs; readonly taskId?: string } & Submission)
  | ({ readonly phase: 'done'; readonly outputs: Outputs; readonly taskId?: string } & PlacedFiles & Submission)
  | ({ readonly phase: 'failed'; readonly failure: Failure; readonly taskId?: string } & Submission & WithEarlierRequest)
  | ({ readonly phase: 'uncertain'; readonly failure: Failure; readonly taskId?: string } & Submission & Success & WithCandidates)

/** A task at the provider that a submission without a response may have started. */
export type Candidate = {
  readonly taskId: string
  /** ISO time; absent if the provider does not say. */
  readonly createdAt?: string
  /** Whether it was made from the same request; absent if the provider does not say. */
  readonly isSameRequest?: boolean
  /** The responses to this submission and to another one both named it. */
  readonly isAnswer?: boolean
}

type Phase = JobState['phase'] & Status

/** The states of one phase. */
export type StateOf<P extends Phase> = Extract<JobState, { phase: P }>

/** A submission that was sent, and whose outcome is not known. */
export type Unsettled = StateOf<'sent' | 'uncertain'> | (StateOf<'failed'> & { readonly maybeSent: true })

/**
 * Whether a submission was sent and its outcome is not known: no response said what it started, or the task that it named cannot be read. A run
 * that is killed leaves it as `sent`, which is just as uncertain as `uncertain`.
 */
export function isUnsettled(state: JobState | undefined): state is Unsettled {
  return state?.phase === 'sent' || state?.phase === 'uncertain' || (state?.phase === 'failed' && state.maybeSent === true)
}

/** Whether the provider has the task, or the task's file is still to be downloaded. */
export function isRendering(state: JobState | undefined): state is StateOf<'rendering' | 'fetching'> {
  return state?.phase === 'rendering' || state?.phase === 'fetching'
}

/** Whether a submission of the job is in flight, or may be. */
export function isInFlight(state: JobState | undefined): boolean {
  return isRendering(state) || isUnsettled(state)
}

/** Whether the job still needs a submission: none is in flight, none may have been paid, and none has a result. */
export function needsSubmission(state: JobState): boolean {
  return state.phase === 'ready' || state.phase === 'intended' || (state.phase === 'failed' && state.maybeSent !== true)
}
