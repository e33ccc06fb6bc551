import type { ErrorClass, TaskState } from '../contract/index.ts'

/** The named outputs of a task or call. Ids and URLs are text. */
export type Outputs = Readonly<Record<string, string | number | undefined>>

/** Why a task failed. */
export type TaskFailure = {
  readonly class: ErrorClass
  /** The provider's own code, as text. */
  readonly code?: string
  /** The provider's own words; else the document's. */
  readonly message: string
  /** What the document says that the code means. */
  readonly meaning?: string
  /** What to do about it. */
  readonly hint?: string
}

/** A task as one read found it. */
export type TaskSnapshot<O = Outputs> = {
  readonly taskId: string
  readonly state: TaskState
  /** The provider's own word (or number, as text) for the state. */
  readonly raw?: string
  /** Whether the document knows the state. An unknown one counts as `running`. */
  readonly known: boolean
  /** What is there so far; complete once `succeeded`. */
  readonly outputs: Partial<O>
  /** Once `failed`. */
  readonly failure?: TaskFailure
  /** What the task says it cost, in the provider's unit. */
  readonly credits?: number
  /** The answer, or the task's item of it. Integers beyond 2^53 are their digits as text. */
  readonly body: unknown
}

/** A submission that was answered with a task id. */
export type Submission = {
  readonly operation: string
  readonly taskId: string
  /** The idempotency key it was sent with, in lower case. Where the provider has no idempotency it only names the submission. */
  readonly key: string
  /** What the request's trace header carried (the key, where the provider uses one header for both). */
  readonly traceId: string
  /** What the answer says the task costs, in the provider's unit. */
  readonly charged?: number
}

/** What a finished task comes to. */
export type TaskResult<O = Outputs> = {
  readonly taskId: string
  readonly outputs: O
  /** What it cost in the provider's unit, as far as the provider says: the finished task's word, else the submission's. */
  readonly credits?: number
  /** Absent for a task that was taken up again. */
  readonly submission?: Submission
  /** The last answer, whole. */
  readonly body: unknown
}

/** A task as it can be kept and taken up again with `client.resume`. Holds neither key nor request. */
export type SavedTask = {
  readonly provider: string
  readonly operation: string
  /** Absent while the submission has not been answered. */
  readonly taskId?: string
  readonly key: string
  /** Unix milliseconds. */
  readonly startedAt: number
}

/**
 * A started task. Await it for its result, iterate it for its states, or both. It goes wherever a `Promise` of its result does.
 *
 * It runs from the moment it is made, awaited or not. A failure reaches everyone who awaits or iterates the task; a task that nobody awaits
 * fails silently and does not end the process.
 */
export interface Task<O = Outputs> extends Promise<TaskResult<O>>, AsyncIterable<TaskSnapshot<O>> {
  /** The provider's answer to the submission; rejects when it was refused. For a resumed task, what was known of it. */
  readonly submitted: Promise<Pick<Submission, 'taskId' | 'key'> & Partial<Submission>>
  /** What the last read found; absent before the submission was answered. */
  readonly latest: TaskSnapshot<O> | undefined
  /** Stops waiting, at once; the task rejects with `AbortedError`. The provider goes on: APIs of this kind cannot cancel. */
  abort(reason?: unknown): void
  /** What `client.resume` takes: `JSON.stringify(task)` keeps the task. */
  toJSON(): SavedTask
}
