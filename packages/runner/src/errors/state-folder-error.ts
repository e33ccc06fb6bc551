import { RunnerError } from './runner-error.ts'

/** Something stands where Shotlist keeps its state, and is no file or folder of its own. Nothing was sent. */
export class StateFolderError extends RunnerError {
  readonly code = 'state-folder'

  constructor(path: string, problem: string) {
    super(`cannot use ${path}: ${problem}`, {
      hint: 'Shotlist keeps its state in files and folders of its own. Move away what stands there, or put back what stood there before; nothing was sent.',
    })
  }
}
