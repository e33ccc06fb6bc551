import { RunnerError } from './runner-error.ts'

/** This Node.js lacks what the command is built on. */
export class NodeTooOldError extends RunnerError {
  readonly code = 'node-too-old'

  constructor(found: string, needed: string) {
    super(`shotlist needs Node.js ${needed} or newer; this is ${found}`, { hint: 'Install a newer one: https://nodejs.org/en/download' })
  }
}
