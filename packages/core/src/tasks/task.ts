import type { Submission } from './submission.ts'
import type { Outputs, TaskSnapshot } from './task-snapshot.ts'

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
