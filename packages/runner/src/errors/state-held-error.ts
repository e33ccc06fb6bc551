import { RunnerError } from './runner-error.ts'

/** Who holds a state folder. */
export type Holder = {
  readonly pid: number
  readonly host: string
  /** ISO time at which it took the folder. */
  readonly since: string
  /** What it does: `run`, `call`. */
  readonly verb: string
}

/** Another process works with this state folder; only one may at a time. */
export class StateHeldError extends RunnerError {
  readonly code = 'state-held'
  readonly holder: Holder | undefined

  constructor(folder: string, holder: Holder | undefined) {
    const who =
      holder === undefined
        ? 'another process'
        : `\`shotlist ${holder.verb}\` (process ${holder.pid} on ${holder.host}, since ${holder.since})`
    super(`${folder} is in use by ${who}`, {
      hint: 'Wait for it to end, or stop it: it saves what it has, and the next run goes on from there.',
    })
    this.holder = holder
  }
}
