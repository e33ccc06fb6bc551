/** What an error is made of beside its code and message: all of it becomes its properties. */
export type ErrorFacts = { readonly hint?: string | undefined; readonly cause?: unknown; readonly [fact: string]: unknown }

/** `not-json` -> `NotJsonError`: minified classes have no names of their own. */
const nameOf = (code: string): string => `${code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Error`

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
