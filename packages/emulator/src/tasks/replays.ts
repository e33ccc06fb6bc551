import type { Draft } from '../responses/draft.ts'
import type { FileRecipe } from './media.ts'
import type { Task } from './task.ts'

/** An accepted submission and its response. */
export type Submission = {
  readonly operation: string
  /** Operation and fields as one text, the same for equal requests. */
  readonly content: string
  readonly key?: string
  /** The id of its task; a generated id if the result is in the response itself. */
  readonly taskId: string
  readonly charge: number | undefined
  readonly answer: Omit<Draft, 'schema'>
  readonly task?: Task
  /** Without a task: how the files of the response are made. */
  readonly recipes?: readonly FileRecipe[]
}

/** Accepted submissions by key and by content. */
export class Replays {
  readonly #byKey = new Map<string, Submission>()
  readonly #byContent = new Map<string, string>()

  findKey(key: string): Submission | undefined {
    return this.#byKey.get(key.toLowerCase())
  }

  /** The id of the latest task with the same content. */
  findContent(content: string): string | undefined {
    return this.#byContent.get(content)
  }

  remember(submission: Submission): void {
    this.#byContent.set(submission.content, submission.taskId)
    if (submission.key !== undefined) this.#byKey.set(submission.key.toLowerCase(), submission)
  }
}
