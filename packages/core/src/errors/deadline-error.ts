import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import { ShotlistError } from './shotlist-error.ts'

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
