import type { ErrorClass } from '../contract/index.ts'
import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import { ShotlistError } from './shotlist-error.ts'

/** The provider says that a task has failed. */
export class TaskFailedError extends ShotlistError {
  declare readonly name: 'TaskFailedError'
  declare readonly code: 'task-failed'
  declare readonly operation: string
  declare readonly taskId: string
  declare readonly class: ErrorClass
  /** The provider's own code, as text. */
  declare readonly providerCode: string | undefined
  declare readonly snapshot: TaskSnapshot

  constructor(operation: string, snapshot: TaskSnapshot) {
    const { taskId, failure = { class: 'unknown', message: 'no reason given' } } = snapshot
    const code = failure.code === undefined ? '' : `, code ${failure.code}`
    super('task-failed', `${operation}: task ${taskId} failed: ${failure.message} (${failure.class}${code})`, {
      operation,
      taskId,
      class: failure.class,
      providerCode: failure.code,
      snapshot,
    })
  }
}
