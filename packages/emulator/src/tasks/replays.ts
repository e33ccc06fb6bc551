import type { Draft } from '../responses/draft.ts'
import type { Task } from './task.ts'

/** A submission that was accepted, with the answer it got. */
export type Submission = {
  readonly operation: string
  /** Operation and fields as one text; equal for equal requests. */
  readonly content: string
  readonly key?: string
  /** The id of its task, or one of its own where the answer came at once. */
  readonly taskId: string
  readonly charge: number | undefined
  readonly answer: Omit<Draft, 'schema'>
  readonly task?: Task
}

/** What was accepted before, by key and by content. */
export class Replays {
  readonly #byKey = new Map<string, Submission>()
  readonly #byContent = new Map<string, string>()

  findKey(key: string): Submission | undefined {
    return this.#byKey.get(key.toLowerCase())
  }

  /** The id of the task that the same content started last. */
  findContent(content: string): string | undefined {
    return this.#byContent.get(content)
  }

  remember(submission: Submission): void {
    this.#byContent.set(submission.content, submission.taskId)
    if (submission.key !== undefined) this.#byKey.set(submission.key.toLowerCase(), submission)
  }
}
