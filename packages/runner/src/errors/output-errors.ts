import { RunnerError } from './runner-error.ts'

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a file is in the place of a folder',
  EEXIST: 'a file is in the place of a folder',
  EISDIR: 'a folder is in the place of the file',
  ERR_FS_EISDIR: 'a folder is in the place of the file',
  ELOOP: 'it is a link',
  ENAMETOOLONG: 'the name is too long for this file system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** A file cannot be written below the output folder. Its content stays at the provider. */
export class OutputError extends RunnerError {
  readonly code = 'output-not-writable'

  /** @param problem what is wrong, if the problem does not come from the system */
  constructor(
    path: string,
    {
      problem,
      hint,
      cause,
      nothingSent,
    }: { readonly problem?: string; readonly hint?: string; readonly cause?: unknown; readonly nothingSent?: boolean },
  ) {
    const system = cause instanceof Error && 'code' in cause ? (MEANINGS[String(cause.code)] ?? cause.message) : undefined
    super(`cannot write ${path}: ${problem ?? system ?? String(cause)}`, {
      hint: hint ?? 'Fix that and run again: the clip is fetched from the provider, and not paid again.',
      cause,
      nothingSent,
    })
  }
}

/** A job uses an output that the finished task of another job does not have, or the provider's response repeats a key in it. */
export class MissingOutputError extends RunnerError {
  readonly code = 'missing-output'

  constructor(source: string, { name, found }: { readonly name: string; readonly found: readonly string[] }) {
    const outputs = found.length === 0 ? 'its task has no outputs' : `its task has ${found.join(', ')}`
    const why = found.includes(name) ? "the provider's response repeats a key in it" : outputs
    super(`${source} has no output ${name} that can be used: ${why}`, {
      hint: 'Use an output that the operation lists (see `shotlist describe`).',
    })
  }
}

/** The file that the provider has for a task is not the one in the lockfile. */
export class OtherContentError extends RunnerError {
  readonly code = 'other-content'

  constructor(host: string, { wanted, found }: { readonly wanted: string; readonly found: string }) {
    super(`${host} sends a file that is not the one in the lockfile (its sha256 is ${found}; the lockfile has ${wanted})`, {
      hint: 'The provider replaced or changed it. `shotlist run` accepts it as it is and updates the lockfile.',
    })
  }
}

/** The path of an output holds a file that Shotlist did not write, or that has changed since. The file stays; its job waits. */
export class ForeignFileError extends RunnerError {
  readonly code = 'foreign-files'

  /** @param isFolder whether the output needs a folder at this path */
  constructor(path: string, { isChanged = false, isFolder = false }: { readonly isChanged?: boolean; readonly isFolder?: boolean }) {
    super(isChanged ? `${path} was changed since Shotlist wrote it` : `${path} is in the way: Shotlist did not write it`, {
      hint: isChanged
        ? `To keep the changed file, give --keep-edited. To restore the clip as it was rendered, give --overwrite: the changed file is kept as ${path}.kept.`
        : isFolder
          ? 'Move it away, or choose another output: the output needs a folder at this path.'
          : `Move it away, choose another output, or give --overwrite: the file is then kept as ${path}.kept.`,
    })
  }
}

/** A report would replace a folder that does not hold a report. */
export class ForeignFolderError extends RunnerError {
  readonly code = 'foreign-folder'

  constructor(folder: string, problem = 'holds files that are not a report by Shotlist') {
    super(`${folder} ${problem}`, { hint: 'Name an empty folder, or a new one: --out FOLDER.' })
  }
}

/**
 * A result could not be downloaded. Reasons:
 *
 * - `missing`: the finished task names no file;
 * - `gone`: the host refuses the URL or no longer has it, and the task must be read for another one;
 * - `broken`: the file is cut off, empty, or of another kind than expected;
 * - `unreachable`: the host failed at every try;
 * - `endless`: the file is larger, or takes longer, than the limit;
 * - `refused`: Shotlist does not connect to this address;
 * - `uninspected`: the file came, and inspecting it took too long or too much memory.
 */
export class DownloadError extends RunnerError {
  readonly code = 'download'
  readonly reason: 'missing' | 'gone' | 'broken' | 'unreachable' | 'endless' | 'refused' | 'uninspected'

  constructor(reason: DownloadError['reason'], message: string, cause?: unknown) {
    super(message, {
      hint: reason === 'refused' ? REFUSED : 'The clip is paid and kept at the provider: run again to fetch it.',
      cause,
    })
    this.reason = reason
  }
}

const REFUSED =
  'The clip is paid and kept at the provider: ask its support, or download it there. If the provider is in your own network, set <ID>_BASE_URL to its address.'

/** An artifact store failed: the one that machines share, or the one in a state folder. */
export class ArtifactStoreError extends RunnerError {
  readonly code = 'artifact-store'

  /** @param name of the store, without secrets */
  constructor(name: string, problem: string, cause?: unknown) {
    super(`${name}: ${problem}`, {
      hint: 'For a bucket: check `artifacts.s3`, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or run --without-store. For a file: give this user the right to read it.',
      cause,
    })
  }
}
