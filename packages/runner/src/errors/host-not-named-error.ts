import { shellWords } from './command-line.ts'
import { RunnerError } from './runner-error.ts'

/** What is secret would go to a host that the user has not named. Nothing was sent. */
export class HostNotNamedError extends RunnerError {
  readonly code = 'host-not-named'
  readonly host: string

  /** @param sender as `the document of Acme sends requests, and the key in ACME_API_KEY,` */
  constructor({ id, sender, host }: { readonly id: string; readonly sender: string; readonly host: string }) {
    super(`${sender} to ${host}, which you have not named`, {
      hint: `Read the ${id === 's3' ? 'manifest' : 'document'} first. If the host is right, confirm it once on a terminal, or give ${shellWords(['--allow-host', `${id}=${host}`])}.`,
    })
    this.host = host
  }
}
