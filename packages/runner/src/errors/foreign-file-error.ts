import { RunnerError } from './runner-error.ts'

/** Where an output goes stands a file that Shotlist did not write, or that was changed since. The file stays; its job waits. */
export class ForeignFileError extends RunnerError {
  readonly code = 'foreign-files'

  /** @param isFolder whether it stands where a folder should be */
  constructor(path: string, { isChanged = false, isFolder = false }: { readonly isChanged?: boolean; readonly isFolder?: boolean }) {
    super(isChanged ? `${path} was changed since Shotlist wrote it` : `${path} is in the way: Shotlist did not write it`, {
      hint: isChanged
        ? `To go on with the changed file, give --keep-edited. To have the clip as it was rendered, give --overwrite: the changed file is kept as ${path}.kept.`
        : isFolder
          ? 'Move it away, or choose another output: a folder goes there.'
          : `Move it away, choose another output, or give --overwrite: the file is then kept as ${path}.kept.`,
    })
  }
}
