/** Properties of an error besides its code and message. */
export type ErrorFacts = { readonly hint?: string | undefined; readonly cause?: unknown; readonly [fact: string]: unknown }

/** `not-json` -> `NotJsonError`. Class names cannot be used: minifiers change them. */
function nameOf(code: string): string {
  return `${code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Error`
}

/** The base class of all errors of this package. Tell them apart by class or by `code`. */
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

/** A client is set up or used incorrectly. Nothing was sent. */
export class ConfigurationError extends ShotlistError {
  declare readonly name: 'ConfigurationError'
  declare readonly code: 'configuration'

  constructor(message: string, options?: { readonly hint?: string | undefined; readonly cause?: unknown }) {
    super('configuration', message, options)
  }
}

type Facts = {
  /** The task that continues at the provider, if its id is known. */
  readonly taskId?: string | undefined
  /** The idempotency key of a paid request in flight, which the provider may have accepted. */
  readonly uncertainKey?: string | undefined
  readonly cause?: unknown
}

function hintOf({ taskId, uncertainKey }: Facts): string | undefined {
  if (taskId !== undefined) return 'The task continues at the provider: resume it to get its result.'
  return uncertainKey === undefined ? undefined : `The request was in flight: the provider may have accepted it (key ${uncertainKey}).`
}

/** The caller aborted, by a signal or by `task.abort()`. `cause` is the signal's reason. */
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
