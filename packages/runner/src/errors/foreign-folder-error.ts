import { RunnerError } from './runner-error.ts'

/** A report would replace a folder that is none. */
export class ForeignFolderError extends RunnerError {
  readonly code = 'foreign-folder'

  constructor(folder: string, problem = "holds files that are no report of Shotlist's") {
    super(`${folder} ${problem}`, { hint: 'Name an empty folder, or a new one: --out FOLDER.' })
  }
}
