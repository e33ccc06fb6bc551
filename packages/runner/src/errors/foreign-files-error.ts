import { RunnerError } from './runner-error.ts'

const SHOWN = 5

/** A file that Shotlist would replace, and did not write, or that was changed since. */
export type ForeignFile = { readonly job: string; readonly path: string; readonly isChanged: boolean }

/** Files that Shotlist did not write, or did not write so, stand where outputs go. Nothing was sent. */
export class ForeignFilesError extends RunnerError {
  readonly code = 'foreign-files'
  readonly files: readonly ForeignFile[]

  constructor(files: readonly ForeignFile[]) {
    const shown = files
      .slice(0, SHOWN)
      .map(({ job, path, isChanged }) => `${path} (output of ${job}${isChanged ? ', changed since it was written' : ''})`)
    const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : ''
    super(`files are in the way that are not as Shotlist wrote them: ${shown.join(', ')}${more}`, {
      hint: 'Move them away, choose other outputs, or give --overwrite to replace them.',
    })
    this.files = files
  }
}
