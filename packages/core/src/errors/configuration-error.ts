import { ShotlistError } from './shotlist-error.ts'

/** A client was set up, or is used, in a way that cannot work. Nothing was sent. */
export class ConfigurationError extends ShotlistError {
  declare readonly name: 'ConfigurationError'
  declare readonly code: 'configuration'

  constructor(message: string, options?: { readonly hint?: string | undefined; readonly cause?: unknown }) {
    super('configuration', message, options)
  }
}
