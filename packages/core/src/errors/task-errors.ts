import type { ErrorClass } from '../contract/index.ts'
import type { TaskFailure, TaskSnapshot } from '../tasks/task.ts'
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
    const { taskId, failure = { class: 'unknown', message: 'no reason given' } as TaskFailure } = snapshot
    const { message, meaning, hint } = failure
    const code = failure.code === undefined ? '' : `, code ${failure.code}`
    const meant = meaning !== undefined && meaning !== message ? `; ${meaning}` : ''
    super('task-failed', `${operation}: task ${taskId} failed: ${message} (${failure.class}${code}${meant})`, {
      hint,
      operation,
      taskId,
      class: failure.class,
      providerCode: failure.code,
      snapshot,
    })
  }
}

type Facts = {
  readonly taskId: string
  readonly deadlineMs: number
  /** What the last read found. */
  readonly latest: TaskSnapshot | undefined
}

/** A task was not finished when its deadline came. It goes on at the provider. `cause` is the last failed read, where reading failed. */
export class DeadlineError extends ShotlistError implements Facts {
  declare readonly name: 'DeadlineError'
  declare readonly code: 'deadline'
  declare readonly operation: string
  declare readonly taskId: string
  declare readonly deadlineMs: number
  declare readonly latest: TaskSnapshot | undefined

  constructor(operation: string, known: Facts & { readonly cause?: unknown }) {
    const { taskId, deadlineMs, latest } = known
    const last = latest?.raw ?? latest?.state ?? 'never read'
    super('deadline', `${operation}: task ${taskId} was not finished after ${deadlineMs} ms (last state: ${last})`, {
      hint: 'The task goes on: resume it with a longer deadline to have its result.',
      operation,
      ...known,
    })
  }
}

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
