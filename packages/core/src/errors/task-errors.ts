import type { ErrorClass } from '../contract/index.ts'
import type { TaskFailure, TaskSnapshot } from '../tasks/task.ts'
import { ShotlistError } from './shotlist-error.ts'

/** The provider reports that a task failed. */
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
    const suffix = meaning !== undefined && meaning !== message ? `; ${meaning}` : ''
    super('task-failed', `${operation}: task ${taskId} failed: ${message} (${failure.class}${code}${suffix})`, {
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
  /** The result of the last successful read. */
  readonly latest: TaskSnapshot | undefined
}

/** A task was not finished at its deadline. It continues at the provider. `cause` is the error of the last read, if that failed. */
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
      hint: 'The task continues at the provider: resume it with a longer deadline to get its result.',
      operation,
      ...known,
    })
  }
}

/** At its deadline a task was in a state that the document does not list. */
export class UnknownStateError extends ShotlistError {
  declare readonly name: 'UnknownStateError'
  declare readonly code: 'unknown-state'
  declare readonly operation: string
  declare readonly taskId: string
  /** The provider's own word for the state, if it gives one. */
  declare readonly state: string | undefined
  declare readonly deadlineMs: number
  declare readonly latest: TaskSnapshot

  constructor(operation: string, { latest, deadlineMs }: { readonly latest: TaskSnapshot; readonly deadlineMs: number }) {
    const { taskId, raw: state } = latest
    const word = state === undefined ? 'none given' : JSON.stringify(state)
    super(
      'unknown-state',
      `${operation}: task ${taskId} is in a state that the document does not list (${word}), and was not finished after ${deadlineMs} ms`,
      {
        hint: 'The task may continue at the provider: add the state to the document, then resume the task with a longer deadline.',
        operation,
        taskId,
        state,
        deadlineMs,
        latest,
      },
    )
  }
}
