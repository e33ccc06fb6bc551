import { shellWords } from './command-line.ts'
import type { Issue } from './issue.ts'
import { RunnerError } from './runner-error.ts'

/** The manifest has mistakes. Nothing was sent. `issues` holds all of them, warnings included. */
export class ManifestError extends RunnerError {
  readonly code = 'manifest'
  readonly issues: readonly Issue[]

  constructor(path: string, issues: readonly Issue[]) {
    const errors = issues.filter(({ severity }) => severity === 'error').length
    super(`${path} has ${errors === 1 ? 'a mistake' : `${errors} mistakes`}`, { hint: '`shotlist validate` lists them.' })
    this.issues = issues
  }
}

/** A file that a job uploads cannot be read, or has changed since the run began. */
export class InputError extends RunnerError {
  readonly code = 'input-not-readable'

  constructor(path: string, cause: unknown) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
        ? 'there is no such file'
        : cause instanceof Error
          ? cause.message
          : String(cause)
    super(`cannot read ${path}: ${reason}`, { hint: 'Paths in a manifest are relative to its folder.', cause })
  }
}

/** The command line asks for something that is not possible. Nothing was sent. */
export class UsageError extends RunnerError {
  readonly code = 'usage'
}

/** The environment has no API key for a provider that jobs use. Nothing was sent. */
export class MissingKeyError extends RunnerError {
  readonly code = 'missing-key'
  readonly variable: string

  constructor(provider: { readonly title: string; readonly variable: string; readonly keyUrl?: string | undefined }) {
    super(`${provider.title} needs an API key, and ${provider.variable} is not set`, {
      hint: `Set ${provider.variable}, in the environment or in .env beside the manifest${provider.keyUrl === undefined ? '' : `; create a key at ${provider.keyUrl}`}. \`shotlist rehearse\` works without one.`,
    })
    this.variable = provider.variable
  }
}

/** A secret would go to a host that the user has not named. Nothing was sent. */
export class HostNotNamedError extends RunnerError {
  readonly code = 'host-not-named'
  readonly host: string

  /** @param sender the subject of the message, as `the document of Acme sends requests, and the key in ACME_API_KEY,` */
  constructor({ id, sender, host }: { readonly id: string; readonly sender: string; readonly host: string }) {
    super(`${sender} to ${host}, which you have not named`, {
      hint: `Read the ${id === 's3' ? 'manifest' : 'document'} first. If the host is right, confirm it once on a terminal, or give ${shellWords(['--allow-host', `${id}=${host}`])}.`,
    })
    this.host = host
  }
}
