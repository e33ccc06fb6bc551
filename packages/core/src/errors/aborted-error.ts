import { ShotlistError } from './shotlist-error.ts'

type Facts = {
  /** The task that goes on at the provider, where its id is known. */
  readonly taskId?: string | undefined
  /** The key of a paid request that was on its way: the provider may have taken it. */
  readonly uncertainKey?: string | undefined
  readonly cause?: unknown
}

const hintOf = ({ taskId, uncertainKey }: Facts): string | undefined => {
  if (taskId !== undefined) return 'The task goes on: resume it to have its result.'
  return uncertainKey === undefined ? undefined : `The request was on its way and may have been taken (key ${uncertainKey}).`
}

/** The caller aborted: by a signal, or by `task.abort()`. `cause` is the reason given. */
export class AbortedError extends ShotlistError implements Facts {
  declare readonly name: 'AbortedError'
  declare readonly code: 'aborted'
  declare readonly operation: string
  declare readonly taskId: string | undefined
  declare readonly uncertainKey: string | undefined

  constructor(operation: string, { taskId, uncertainKey, cause }: Facts = {}) {
    const message = `${operation}: aborted${taskId === undefined ? '' : ` while waiting for task ${taskId}`}`
    super('aborted', message, { hint: hintOf({ taskId, uncertainKey }), cause, operation, taskId, uncertainKey })
  }
}
