import { RunnerError } from './runner-error.ts'

/** A path of Shotlist's state holds a link, or a file in place of a folder. Nothing was sent. */
export class StateFolderError extends RunnerError {
  readonly code = 'state-folder'

  constructor(path: string, problem: string) {
    super(`cannot use ${path}: ${problem}`, {
      hint: 'Shotlist keeps its state in files and folders of its own. Move this one away, or put the original back. Nothing was sent.',
    })
  }
}
