import { RunnerError } from './runner-error.ts'

/** The journal was written by a newer version of Shotlist, whose records this one does not know. */
export class JournalTooNewError extends RunnerError {
  readonly code = 'journal-too-new'

  constructor(path: string, { found, known }: { readonly found: number; readonly known: number }) {
    super(`the journal ${path} has schema ${found}; this version of Shotlist knows ${known} at the most`, {
      hint: 'Use the version of Shotlist that wrote it, or a newer one.',
    })
  }
}
