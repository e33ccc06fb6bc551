import type { Failure } from './failure.ts'

/** Named results of a task. Ids are text, exact at any size. */
export type Outputs = Readonly<Record<string, string | number>>

/** What was found in a finished file. Absent where the file is of a kind without it. */
export type MediaFacts = { readonly width?: number; readonly height?: number; readonly seconds?: number }

/** A file in its place. `path` is below the output folder, with forward slashes. */
export type PlacedFile = MediaFacts & {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly modifiedMs: number
}

/** A submission: the try it was, its key, and what it was said to charge, in the provider's unit. */
export type Submission = { readonly attempt: number; readonly key: string; readonly charged?: number }

/**
 * `doubt`: it was sent before under this key, and not answered. A refusal of the repetition then says nothing of the first sending, which may
 * have been taken: the account may be empty because of it. The key stays, until an answer says what it started.
 */
type Doubt = { readonly doubt?: true }

/**
 * Where a job instance stands. Plain JSON without anything of the process in it: kept in the journal, a state can be taken up by another
 * process, or another driver, at any time.
 *
 * - `ready`: nothing is under way; `attempt` is the try that comes next;
 * - `intended`: the submission is written down and surely not sent;
 * - `sent`: it may have reached the provider, no answer is known;
 * - `rendering`: the provider has the task;
 * - `fetching`: the task succeeded, its file is still to come;
 * - `uncertain`: it may have been paid for, and the provider cannot be asked, or knows nothing of the task (`taskId`): the user decides.
 */
export type JobState =
  | { readonly phase: 'ready'; readonly attempt: number }
  | ({ readonly phase: 'intended' } & Submission)
  | ({ readonly phase: 'sent' } & Submission & Doubt)
  | ({ readonly phase: 'rendering'; readonly taskId: string } & Submission)
  | ({ readonly phase: 'fetching'; readonly outputs: Outputs; readonly taskId?: string } & Submission)
  | ({ readonly phase: 'done'; readonly outputs: Outputs; readonly taskId?: string; readonly file?: PlacedFile } & Submission)
  | ({ readonly phase: 'failed'; readonly failure: Failure; readonly taskId?: string } & Submission & Doubt)
  | ({ readonly phase: 'uncertain'; readonly failure: Failure; readonly taskId?: string } & Submission)

type Phase = JobState['phase']

/** The state when it is of this phase. */
export type StateOf<P extends Phase> = Extract<JobState, { phase: P }>
