import { RunnerError } from './runner-error.ts'

/** There is no key for a provider that jobs need. Nothing was sent. */
export class MissingKeyError extends RunnerError {
  readonly code = 'missing-key'
  readonly variable: string

  constructor(provider: { readonly title: string; readonly variable: string; readonly keyUrl?: string | undefined }) {
    super(`${provider.title} needs a key, and ${provider.variable} is not set`, {
      hint: `Set ${provider.variable}${provider.keyUrl === undefined ? '' : `; keys are made at ${provider.keyUrl}`}. \`shotlist rehearse\` works without one.`,
    })
    this.variable = provider.variable
  }
}
