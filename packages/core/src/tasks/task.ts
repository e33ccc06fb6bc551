import type { ErrorClass, TaskState } from '../contract/index.ts'

/** The named outputs of a task or call. Ids and URLs are text. An output with a value for each item of a list is a list. */
export type Outputs = Readonly<Record<string, OutputValue | undefined>>

export type OutputValue = string | number | readonly (string | number)[]

/** Why a task failed. */
export type TaskFailure = {
  readonly class: ErrorClass
  /** The provider's own code, as text. */
  readonly code?: string
  /** Whether the provider charged for the task, or may have; absent if the document does not say. The amount, if known, is in `credits`. */
  readonly billable?: boolean
  /** Whether the document says that the same request may succeed later; absent if only the class says so. `unknown` says nothing. */
  readonly retry?: boolean
  /** The provider's message, otherwise the document's. */
  readonly message: string
  /** The meaning of the code, by the document. */
  readonly meaning?: string
  /** What to do about it. */
  readonly hint?: string
}

/** The result of one read of a task. */
export type TaskSnapshot<O = Outputs> = {
  readonly taskId: string
  readonly state: TaskState
  /** The provider's own state: a word, or a number as text. */
  readonly raw?: string
  /** Whether the document lists the state. An unknown state counts as `running`. */
  readonly known: boolean
  /** How far the task is, from 0 to 1 in steps of 0.01. Absent if the provider does not say. */
  readonly progress?: number
  /** The outputs so far; complete if `succeeded`. */
  readonly outputs: Partial<O>
  /** Present if `failed`. */
  readonly failure?: TaskFailure
  /** The cost that the task reports, in the provider's unit. */
  readonly credits?: number
  /** The response body, or the task's item in it. Integers beyond 2^53 are their digits as text. */
  readonly body: unknown
}

/** A submission whose response holds a task id. */
export type Submission = {
  readonly operation: string
  readonly taskId: string
  /** The idempotency key it was sent with, in lower case. If the provider has no idempotency keys, it only identifies the submission. */
  readonly key: string
  /** The value of the request's trace header (the key, if the provider uses one header for both). */
  readonly traceId: string
  /** The cost that the response reports, in the provider's unit. */
  readonly charged?: number
  /** What the task is cancelled by, such as an address, if that is not its id and the response holds it. */
  readonly cancelId?: string
}

/** The result of a finished task. */
export type TaskResult<O = Outputs> = {
  readonly taskId: string
  readonly outputs: O
  /** The cost in the provider's unit, as the finished task reports it, otherwise as the submission's response does. */
  readonly credits?: number
  /** Absent for a resumed task. */
  readonly submission?: Submission
  /** The body of the last response. */
  readonly body: unknown
}

/** A task to store and pass to `client.resume`. Holds neither the API key nor the request; `key` is the idempotency key. */
export type SavedTask = {
  readonly provider: string
  readonly operation: string
  /** Absent while the submission has no response. */
  readonly taskId?: string
  readonly key: string
  /** Unix milliseconds. */
  readonly startedAt: number
  /** As in `Submission`. */
  readonly cancelId?: string
}

/** A task that can be cancelled: a `Submission`, a `SavedTask`, or its id alone. */
export type CancellableTask = string | { readonly taskId?: string; readonly cancelId?: string }

/**
 * A started task. Await it for its result, iterate it for its changes of state, or both. It is a `Promise` of its result.
 *
 * It starts at once, awaited or not. If it fails, all code that awaits or iterates it gets the error; if nothing does, the process does not end.
 *
 * It rejects with `TaskFailedError`, `DeadlineError`, `UnknownStateError` or `AbortedError`, or with an error of its submission (such as
 * `OutcomeUnknownError`) or of its reads.
 */
export interface Task<O = Outputs> extends Promise<TaskResult<O>>, AsyncIterable<TaskSnapshot<O>> {
  /** The submission's response; rejects if it was refused. For a resumed task: what was saved. */
  readonly submitted: Promise<Pick<Submission, 'taskId' | 'key'> & Partial<Submission>>
  /** The result of the last read; undefined before the submission has a response. */
  readonly latest: TaskSnapshot<O> | undefined
  /** Stops waiting at once; the task rejects with `AbortedError`. The provider keeps rendering: only a client's `cancel` stops that. */
  abort(reason?: unknown): void
  /** The value for `client.resume`; `JSON.stringify(task)` calls it. */
  toJSON(): SavedTask
}
