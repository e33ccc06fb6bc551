import { shellWords } from '../text/command-line.ts'
import { RunnerError } from './runner-error.ts'

/** The key of a provider would go to a host that the user has not named. Nothing was sent. */
export class HostNotNamedError extends RunnerError {
  readonly code = 'host-not-named'
  readonly host: string

  constructor({
    id,
    title,
    host,
    variable,
  }: { readonly id: string; readonly title: string; readonly host: string; readonly variable: string }) {
    super(`the document of ${title} sends requests, and the key in ${variable}, to ${host}, which you have not named`, {
      hint: `Read the document first. If the host is right, confirm it once on a terminal, or give ${shellWords(['--allow-host', `${id}=${host}`])}.`,
    })
    this.host = host
  }
}
