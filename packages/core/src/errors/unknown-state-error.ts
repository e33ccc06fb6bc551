import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import { ShotlistError } from './shotlist-error.ts'

/** A task's deadline came while it was in a state that the document does not know. */
export class UnknownStateError extends ShotlistError {
  declare readonly name: 'UnknownStateError'
  declare readonly code: 'unknown-state'
  declare readonly operation: string
  declare readonly taskId: string
  /** The provider's own word for the state, where there is one. */
  declare readonly state: string | undefined
  declare readonly deadlineMs: number
  declare readonly latest: TaskSnapshot

  constructor(operation: string, { latest, deadlineMs }: { readonly latest: TaskSnapshot; readonly deadlineMs: number }) {
    const { taskId, raw: state } = latest
    const word = state === undefined ? 'none given' : JSON.stringify(state)
    super(
      'unknown-state',
      `${operation}: task ${taskId} is in a state the document does not know (${word}), and was not finished after ${deadlineMs} ms`,
      {
        hint: 'The task may go on: resume it with a longer deadline, and add the state to the document.',
        operation,
        taskId,
        state,
        deadlineMs,
        latest,
      },
    )
  }
}
