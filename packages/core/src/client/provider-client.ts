import type { ProviderTable } from '../contract/index.ts'
import type { Estimate } from '../prices/estimate.ts'
import type { Submission } from '../tasks/submission.ts'
import type { SavedTask, Task } from '../tasks/task.ts'
import type { Outputs, TaskSnapshot } from '../tasks/task-snapshot.ts'
import type { FileInput } from '../transfer/file-input.ts'
import type { CallOptions, SubmitOptions, TaskOptions, UploadOptions } from './client-options.ts'

/** An operation's input, by field. Files may stand where the document says a field takes an upload (`start` only). */
export type Input = Readonly<Record<string, unknown>>

/** The answer of an operation that answers at once. */
export type CallResult<O = Outputs, Body = unknown> = {
  readonly outputs: O
  /** The answer, whole. Integers beyond 2^53 are their digits as text. */
  readonly body: Body
}

/** An uploaded file. */
export type UploadResult<O = Outputs, Body = unknown> = CallResult<O, Body> & {
  /** The file's id at the provider: what goes into the fields that take this upload. */
  readonly value: string
}

/** A task found in the provider's list of recent ones. */
export type RecentTask = {
  readonly snapshot: TaskSnapshot
  /** The request it was made from, where the provider shows it. */
  readonly request?: unknown
  /** Unix seconds. */
  readonly createdAt?: number
}

/**
 * A provider's operations, by the names its document gives them. Everything a generated client does goes through here; programs
 * that work on any document (as the runner does) use it directly.
 */
export type ProviderClient = {
  readonly table: ProviderTable
  /** What the operations' paths are appended to. */
  readonly baseUrl: string
  /**
   * Starts a task: one POST, repeated only where that cannot start a second one.
   *
   * @throws OutcomeUnknownError when the request may have been taken, but no answer tells; InvalidInputError, HttpStatusError, EnvelopeError, NetworkError ...
   */
  submit(operation: string, input: Input, options?: SubmitOptions): Promise<Submission>
  /** Reads a task once. `kind` is a task kind of the document, or the name of an operation that starts it. */
  read(kind: string, taskId: string, options?: CallOptions): Promise<TaskSnapshot>
  /** Reads many tasks with few requests, where the document has `readMany`. Ids the provider says nothing of are absent. */
  readMany(kind: string, taskIds: readonly string[], options?: CallOptions): Promise<Map<string, TaskSnapshot>>
  /** Lists recent tasks, where the document has `recent`. */
  recent(kind: string, options?: CallOptions): Promise<readonly RecentTask[]>
  /** An operation that answers at once. One that charges is as careful as `submit`. */
  call(operation: string, input?: Input, options?: SubmitOptions): Promise<CallResult>
  upload(operation: string, file: FileInput, options?: UploadOptions): Promise<UploadResult>
  /** What is left on the account; undefined where the document has no operation that tells, or its answer does not. */
  balance(options?: CallOptions): Promise<{ readonly amount: number; readonly unit: string } | undefined>
  /** Submits (after uploading the files in the input) and waits. */
  start(operation: string, input: Input, options?: TaskOptions): Task
  /** Waits for a task that was started before. Takes the value of `task.toJSON()`, or its JSON text. */
  resume(saved: SavedTask | string, options?: TaskOptions): Task
  /**
   * Any request to the provider, over the same transport: key, trace id, time limits, typed errors. Of the answer's integers those beyond
   * 2^53 are in quotes. What is not a read is repeated only with an idempotency key.
   */
  fetch(request: Request): Promise<Response>
  /** What a request would cost. Sends nothing. */
  estimate(operation: string, input: Input): Estimate
}
