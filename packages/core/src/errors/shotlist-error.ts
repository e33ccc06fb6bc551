/** What an error is made of beside its code and message: all of it becomes its properties. */
export type ErrorFacts = { readonly hint?: string | undefined; readonly cause?: unknown; readonly [fact: string]: unknown }

/** `not-json` -> `NotJsonError`: minified classes have no names of their own. */
function nameOf(code: string): string {
  return `${code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Error`
}

/** What every error of this package has. Catch it to tell our errors from others; tell them apart by class, or by `code`. */
export abstract class ShotlistError extends Error {
  /** Stable, for programs: `network`, `timeout`, ... */
  declare readonly code: string
  /** What to do about it. */
  declare readonly hint: string | undefined

  constructor(code: string, message: string, { cause, ...facts }: ErrorFacts = {}) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, { hint: undefined }, facts, { name: nameOf(code), code })
  }
}

/** A client was set up, or is used, in a way that cannot work. Nothing was sent. */
export class ConfigurationError extends ShotlistError {
  declare readonly name: 'ConfigurationError'
  declare readonly code: 'configuration'

  constructor(message: string, options?: { readonly hint?: string | undefined; readonly cause?: unknown }) {
    super('configuration', message, options)
  }
}

type Facts = {
  /** The task that goes on at the provider, where its id is known. */
  readonly taskId?: string | undefined
  /** The key of a paid request that was on its way: the provider may have taken it. */
  readonly uncertainKey?: string | undefined
  readonly cause?: unknown
}

function hintOf({ taskId, uncertainKey }: Facts): string | undefined {
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
